-- A line pays one grant, whole, to its own person, or one settlement, whole, and joins a batch only while that is a draft. Judged per
-- statement: a batch may have 100,000 lines.
CREATE OR REPLACE FUNCTION payouts_check_disbursements() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh d
        LEFT JOIN entitlements_grant g ON g.municipality_id = d.municipality_id AND g.id = d.grant_id
            AND g.person_id = d.person_id AND g.amount_minor = d.amount_minor
        LEFT JOIN settlements_settlement s ON s.municipality_id = d.municipality_id AND s.id = d.settlement_id
            AND s.paid_minor = d.amount_minor AND s.state = 'PREPARED'
        LEFT JOIN payouts_batch b ON b.municipality_id = d.municipality_id AND b.id = d.batch_id AND b.state = 'DRAFT'
        WHERE g.id IS NULL AND s.id IS NULL OR b.id IS NULL)
    THEN
        RAISE EXCEPTION 'a line pays a whole grant to its person, or a whole settlement, and joins a batch while it is a draft'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

-- A settlement is paid by the batch that it is a line of, when that is handed over.
CREATE FUNCTION payouts_check_settlement() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payouts_disbursement d JOIN payouts_batch b ON b.municipality_id = d.municipality_id AND b.id = d.batch_id
        WHERE d.municipality_id = NEW.municipality_id AND d.settlement_id = NEW.id AND b.state = 'HANDED_OVER'
            AND b.handed_over_on = NEW.paid_on)
    THEN
        RAISE EXCEPTION 'a settlement is paid when its batch is handed over' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION payouts_check_settlement() FROM PUBLIC;
CREATE TRIGGER settlements_settlement_is_paid BEFORE UPDATE ON settlements_settlement FOR EACH ROW
    WHEN (NEW.state = 'PAID' AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION payouts_check_settlement();
