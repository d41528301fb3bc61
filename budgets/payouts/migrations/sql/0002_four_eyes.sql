-- The lines and the bytes of a batch are fixed when it is prepared, and no step on is made without two officers who both saw
-- exactly these bytes and are not the one who prepared them.
CREATE FUNCTION payouts_check_batch() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'DRAFT' AND (NEW.content, NEW.sha256, NEW.total_minor, NEW.line_count, NEW.execution_on, NEW.message_id,
            NEW.number, NEW.prepared_by_id, NEW.prepared_on)
        IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.total_minor, OLD.line_count, OLD.execution_on, OLD.message_id,
            OLD.number, OLD.prepared_by_id, OLD.prepared_on)
    THEN
        RAISE EXCEPTION 'the content of a prepared batch does not change' USING ERRCODE = '23514';
    END IF;
    IF OLD.state = NEW.state THEN
        RETURN NEW;
    END IF;
    IF NEW.content IS NULL OR NEW.sha256 <> encode(sha256(NEW.content), 'hex') THEN
        RAISE EXCEPTION 'the content of a batch has the SHA-256 that goes with it' USING ERRCODE = '23514';
    END IF;
    IF NEW.state = 'PREPARED' AND NOT EXISTS (
        SELECT 1 FROM payouts_disbursement d WHERE d.municipality_id = NEW.municipality_id AND d.batch_id = NEW.id
        HAVING count(*) = NEW.line_count AND sum(d.amount_minor) = NEW.total_minor)
    THEN
        RAISE EXCEPTION 'a batch adds up to its lines' USING ERRCODE = '23514';
    END IF;
    IF NEW.state IN ('APPROVED', 'HANDED_OVER') AND (
        SELECT count(DISTINCT a.officer_id) FROM payouts_approval a
        WHERE a.municipality_id = NEW.municipality_id AND a.batch_id = NEW.id AND a.sha256 = NEW.sha256
            AND a.officer_id IS DISTINCT FROM NEW.prepared_by_id) < 2
    THEN
        RAISE EXCEPTION 'a batch leaves with the approval of two officers' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION payouts_check_batch() FROM PUBLIC;
CREATE TRIGGER payouts_batch_four_eyes BEFORE UPDATE ON payouts_batch FOR EACH ROW EXECUTE FUNCTION payouts_check_batch();

CREATE FUNCTION payouts_check_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payouts_batch b
        WHERE b.municipality_id = NEW.municipality_id AND b.id = NEW.batch_id AND b.state = 'PREPARED'
            AND b.sha256 = NEW.sha256 AND b.prepared_by_id IS DISTINCT FROM NEW.officer_id)
    THEN
        RAISE EXCEPTION 'an approval is of a prepared batch, of its very content, by another than who prepared it'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION payouts_check_approval() FROM PUBLIC;
CREATE TRIGGER payouts_approval_four_eyes BEFORE INSERT ON payouts_approval
    FOR EACH ROW EXECUTE FUNCTION payouts_check_approval();

-- A line pays one grant, whole, to its own person, and joins a batch only while that is a draft. Judged per statement: a batch
-- may have 100,000 lines.
CREATE FUNCTION payouts_check_disbursements() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh d
        LEFT JOIN entitlements_grant g ON g.municipality_id = d.municipality_id AND g.id = d.grant_id
            AND g.person_id = d.person_id AND g.amount_minor = d.amount_minor
        LEFT JOIN payouts_batch b ON b.municipality_id = d.municipality_id AND b.id = d.batch_id AND b.state = 'DRAFT'
        WHERE g.id IS NULL OR b.id IS NULL)
    THEN
        RAISE EXCEPTION 'a line pays a whole grant to its person, and joins a batch while it is a draft' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION payouts_check_disbursements() FROM PUBLIC;
CREATE TRIGGER payouts_disbursement_check AFTER INSERT ON payouts_disbursement REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION payouts_check_disbursements();
