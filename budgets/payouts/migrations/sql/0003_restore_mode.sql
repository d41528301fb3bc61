-- The books of a municipality that were put back from a backup do not know what left after it: a batch that leaves again pays twice, and
-- so does what is taken out of one that did.
CREATE FUNCTION payouts_check_restore_mode() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    taken_at timestamptz;
BEGIN
    SELECT min(r.backup_at) INTO taken_at FROM restores_restore r
        WHERE r.municipality_id = NEW.municipality_id AND r.confirmed_at IS NULL;
    IF taken_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'GS001', MESSAGE = 'restore-mode',
            DETAIL = jsonb_build_object('backup_at', taken_at)::text;
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION payouts_check_restore_mode() FROM PUBLIC;
CREATE TRIGGER payouts_batch_restore_mode BEFORE UPDATE ON payouts_batch FOR EACH ROW
    WHEN ((NEW.state = 'HANDED_OVER' OR NEW.state = 'DISCARDED') AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION payouts_check_restore_mode();
