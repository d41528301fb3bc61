-- What must hold whoever writes, the owner of the tables included.

CREATE FUNCTION ledger_refuse(p_code text, p_facts jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GS001', MESSAGE = p_code, DETAIL = p_facts::text;
END $$;

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse('append-only', jsonb_build_object('table', TG_TABLE_NAME, 'verb', TG_OP));
    RETURN NULL;
END $$;

-- Each leg balances within one unit, and the flow matrix allows it. Legs that balance one by one need no count of the whole here;
-- the deferred check below sees to it that none is missing.
CREATE FUNCTION ledger_check_postings() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    SELECT leg.*, flow.act IS NULL AND sides = 2 AND rest = 0 AND unit = other_unit AS forbidden INTO bad
        FROM (
            SELECT entry_id, (line + 1) / 2 AS leg, act, count(*) AS sides, sum(amount) AS rest, min(unit) AS unit, max(unit) AS other_unit,
                max(class) FILTER (WHERE amount > 0) AS debit_class, max(class) FILTER (WHERE amount < 0) AS credit_class
            FROM fresh GROUP BY municipality_id, entry_id, (line + 1) / 2, act
        ) leg
        LEFT JOIN ledger_flow flow ON flow.act = leg.act AND flow.debit_class = leg.debit_class AND flow.credit_class = leg.credit_class
        WHERE sides <> 2 OR rest <> 0 OR unit <> other_unit OR flow.act IS NULL LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse(
            CASE WHEN NOT bad.forbidden THEN 'unbalanced-entry' WHEN bad.debit_class = 'ENTITLED' THEN 'reclaim-forbidden' ELSE 'flow-not-allowed' END,
            to_jsonb(bad));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_check AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_postings();

-- At commit: an entry has all its postings, and a reversal mirrors exactly what it reverses, which is no reversal itself.
CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM ledger_posting p WHERE p.municipality_id = NEW.municipality_id AND p.entry_id = NEW.id) <> NEW.lines THEN
        PERFORM ledger_refuse('incomplete-entry', jsonb_build_object('entry_id', NEW.id));
    END IF;
    IF NEW.reverses IS NOT NULL AND (
        EXISTS (SELECT 1 FROM ledger_entry e WHERE e.municipality_id = NEW.municipality_id AND e.id = NEW.reverses AND e.act = 'reversal')
        OR EXISTS (SELECT 1 FROM ledger_posting p WHERE p.municipality_id = NEW.municipality_id AND p.entry_id IN (NEW.id, NEW.reverses)
            GROUP BY p.account_id HAVING sum(p.amount) <> 0)
    ) THEN
        PERFORM ledger_refuse('not-a-reversal', jsonb_build_object('entry_id', NEW.id, 'reverses', NEW.reverses));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_has_postings AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_entry();

-- An account may change its balance and version, and nothing else.
CREATE TRIGGER ledger_account_identity
    BEFORE UPDATE OF municipality_id, id, class, unit, holder, entitlement, scheme, fund, side, floored, opened_at ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
