-- The lines of a batch that is let go are let go with it, and only so: what they would have paid is free for another batch.
CREATE FUNCTION payouts_discard_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payouts_disbursement d SET discarded = true WHERE d.municipality_id = NEW.municipality_id AND d.batch_id = NEW.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION payouts_discard_lines() FROM PUBLIC;
CREATE TRIGGER payouts_batch_discards AFTER UPDATE ON payouts_batch FOR EACH ROW
    WHEN (NEW.state = 'DISCARDED' AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION payouts_discard_lines();

CREATE FUNCTION payouts_check_discarded() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF to_jsonb(NEW) - 'discarded' <> to_jsonb(OLD) - 'discarded' OR NOT NEW.discarded OR NOT EXISTS (
        SELECT FROM payouts_batch b
        WHERE b.municipality_id = NEW.municipality_id AND b.id = NEW.batch_id AND b.state = 'DISCARDED')
    THEN
        RAISE EXCEPTION 'a line stays as it is, and is let go with its batch only' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION payouts_check_discarded() FROM PUBLIC;
CREATE TRIGGER payouts_disbursement_stays BEFORE UPDATE ON payouts_disbursement
    FOR EACH ROW EXECUTE FUNCTION payouts_check_discarded();
CREATE TRIGGER payouts_disbursement_begins BEFORE INSERT ON payouts_disbursement
    FOR EACH ROW WHEN (NEW.discarded) EXECUTE FUNCTION ledger_refuse_change();
GRANT UPDATE (discarded) ON payouts_disbursement TO grondslag_app;
