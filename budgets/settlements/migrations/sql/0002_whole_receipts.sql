-- A line of a settlement is what one journal entry changed, in all, in what this shop is owed; it joins while the settlement is a draft,
-- and is of a day before the settlement ends. Judged per statement: a settlement may have 10,000 lines.
CREATE FUNCTION settlements_check_entries() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh n
        LEFT JOIN settlements_settlement s ON s.municipality_id = n.municipality_id AND s.id = n.settlement_id AND s.state = 'DRAFT'
            AND n.happened_on < s.until
        LEFT JOIN ledger_account a ON a.municipality_id = n.municipality_id AND a.holder = s.shop_id AND a.class = 'SHOP_PAYABLE'
        LEFT JOIN LATERAL (
            SELECT -sum(p.amount) AS amount FROM ledger_posting p
            WHERE p.municipality_id = n.municipality_id AND p.entry_id = n.entry_id AND p.account_id = a.id
                AND p.happened_on = n.happened_on AND p.act <> 'settle'
        ) owed ON true
        WHERE owed.amount IS DISTINCT FROM n.amount_minor)
    THEN
        RAISE EXCEPTION 'a line of a settlement is one whole receipt or refund of its shop, and joins while it is a draft'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION settlements_check_entries() FROM PUBLIC;
CREATE TRIGGER settlements_entry_check AFTER INSERT ON settlements_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION settlements_check_entries();

-- What was prepared does not change, and is what its lines and its fee say: of what was spent and not given back, half a cent up.
CREATE FUNCTION settlements_check_settlement() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'DRAFT' AND (NEW.shop_id, NEW.number, NEW.since, NEW.until, NEW.made_on, NEW.flat_fee_minor, NEW.fee_basis_points,
            NEW.spent_minor, NEW.refunded_minor, NEW.fee_minor, NEW.paid_minor, NEW.line_count)
        IS DISTINCT FROM (OLD.shop_id, OLD.number, OLD.since, OLD.until, OLD.made_on, OLD.flat_fee_minor, OLD.fee_basis_points,
            OLD.spent_minor, OLD.refunded_minor, OLD.fee_minor, OLD.paid_minor, OLD.line_count)
    THEN
        RAISE EXCEPTION 'a settlement that was prepared does not change' USING ERRCODE = '23514';
    END IF;
    IF NEW.state = 'PREPARED' AND OLD.state = 'DRAFT' AND NOT EXISTS (
        SELECT 1 FROM settlements_entry e WHERE e.municipality_id = NEW.municipality_id AND e.settlement_id = NEW.id
        HAVING count(*) = NEW.line_count
            AND coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0) = NEW.spent_minor
            AND coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0) = NEW.refunded_minor
            AND NEW.fee_minor = NEW.flat_fee_minor + (sum(e.amount_minor) * NEW.fee_basis_points + 5000)::bigint / 10000)
    THEN
        RAISE EXCEPTION 'a settlement adds up to its lines, less the fee that was agreed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION settlements_check_settlement() FROM PUBLIC;
CREATE TRIGGER settlements_settlement_adds_up BEFORE UPDATE ON settlements_settlement
    FOR EACH ROW EXECUTE FUNCTION settlements_check_settlement();
