-- Whoever listens hears that a municipality has a job that may begin, when the transaction that asked for it commits. Only the
-- municipality is said: a thousand jobs of one transaction ring once. Bookings do not ring: telling takes a lock that all commits share.
CREATE FUNCTION outbox_ring() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('outbox_job', NEW.municipality_id::text);
    RETURN NULL;
END $$;

CREATE TRIGGER outbox_job_rings AFTER INSERT OR UPDATE OF state ON outbox_job
    FOR EACH ROW WHEN (NEW.state = 'WAITING' AND NEW.next_try_at <= statement_timestamp()) EXECUTE FUNCTION outbox_ring();
