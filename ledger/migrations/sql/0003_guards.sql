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

-- All postings of an entry come in one statement, by this transaction, into the book of the municipality that is served. Each leg balances
-- within one unit, the flow matrix allows it, what must be announced was, and each posting says what its entry and its account are. None is of a day in a closed
-- month or of an entry older than a seal (those tables are made below, in 0007): as no entry is without postings, that holds for entries.
CREATE FUNCTION ledger_check_postings() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    book integer := nullif(current_setting('grondslag.municipality', true), '')::integer;
    kept_open text;
    closed date;
    sealed bigint;
    good boolean;
    bad record;
BEGIN
    -- A transaction that looks at the books as they were when it began would not see the close that it waited for.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the books are written in READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    -- A close waits until this transaction ends, and it waits for a close. An expression and no query: that is three times as quick, and
    -- it comes before the snapshot of what is read next.
    kept_open := pg_advisory_xact_lock_shared(hashtext('ledger_close'), book)::text;

    -- One good entry, which is most of what is booked, is seen to be good in one question and without grouping: of two legs that takes
    -- little more than half of the time. As many good legs as there are pairs of rows, all of one entry that says how many it has, leave no
    -- row that is something else. What they are held against is looked up by its key, leg by leg: of joins the planner looks up for pairs that are no legs as well.
    SELECT 2 * count(*) = max(n.rows) AND min(d.entry_id) = max(d.entry_id) INTO good
        FROM (SELECT count(*) AS rows FROM fresh HAVING count(*) <= 40) n, fresh d, fresh c
        WHERE d.line % 2 = 1 AND c.line = d.line + 1 AND c.amount = -d.amount
            AND d.municipality_id = book AND (c.municipality_id, c.entry_id, c.unit) = (d.municipality_id, d.entry_id, d.unit)
            AND d.xid = pg_current_xact_id() AND c.xid = d.xid
            AND (d.entry_id <= (SELECT s.highest_entry FROM ledger_seal s WHERE s.municipality_id = book ORDER BY s.number DESC LIMIT 1)) IS NOT TRUE
            AND (d.happened_on < (SELECT c.closed_before FROM ledger_close c WHERE c.municipality_id = book ORDER BY c.number DESC LIMIT 1)) IS NOT TRUE
            AND (SELECT e.lines = n.rows AND c.line <= e.lines
                    AND (e.act, e.happened_on, e.act, e.happened_on) = (d.act, d.happened_on, c.act, c.happened_on)
                FROM ledger_entry e WHERE e.municipality_id = book AND e.id = d.entry_id)
            AND (SELECT true FROM ledger_flow f
                WHERE f.act = d.act AND f.debit_class = d.class AND f.credit_class = c.class AND NOT f.announced)
            AND (SELECT (a.class, a.unit, a.floored) = (d.class, d.unit, d.version IS NOT NULL)
                FROM ledger_account a WHERE a.municipality_id = book AND a.id = d.account_id)
            AND (SELECT (a.class, a.unit, a.floored) = (c.class, c.unit, c.version IS NOT NULL)
                FROM ledger_account a WHERE a.municipality_id = book AND a.id = c.account_id);
    IF good THEN
        RETURN NULL;
    END IF;

    SELECT (SELECT c.closed_before FROM ledger_close c WHERE c.municipality_id = book ORDER BY c.number DESC LIMIT 1),
           (SELECT s.highest_entry FROM ledger_seal s WHERE s.municipality_id = book ORDER BY s.number DESC LIMIT 1)
        INTO closed, sealed;
    SELECT leg.*, sides = 2 AND rest = 0 AND unit = other_unit AS balances, flow.act IS NOT NULL AS allowed, e.id IS NOT NULL AS of_entry
        INTO bad
        FROM (
            SELECT municipality_id, entry_id, (line + 1) / 2 AS leg, act, happened_on, max(line) AS line, count(*) AS sides,
                sum(amount) AS rest, min(unit) AS unit, max(unit) AS other_unit,
                max(account_id) FILTER (WHERE amount > 0) AS debit, max(class) FILTER (WHERE amount > 0) AS debit_class,
                max(class) FILTER (WHERE amount < 0) AS credit_class
            FROM fresh GROUP BY municipality_id, entry_id, (line + 1) / 2, act, happened_on
        ) leg
        LEFT JOIN ledger_flow flow ON flow.act = leg.act AND flow.debit_class = leg.debit_class AND flow.credit_class = leg.credit_class
        LEFT JOIN ledger_entry e ON e.municipality_id = leg.municipality_id AND e.id = leg.entry_id
            AND e.act = leg.act AND e.happened_on = leg.happened_on AND leg.line <= e.lines
        WHERE sides <> 2 OR rest <> 0 OR unit <> other_unit OR flow.act IS NULL OR e.id IS NULL
            OR flow.announced AND NOT ledger_was_announced(leg.municipality_id, leg.debit, leg.happened_on);
    IF FOUND THEN
        PERFORM ledger_refuse(
            CASE WHEN NOT bad.balances THEN 'unbalanced-entry' WHEN bad.allowed AND bad.of_entry THEN 'lapse-not-announced'
                 WHEN bad.allowed THEN 'not-of-the-entry' WHEN bad.debit_class IN ('ENTITLED', 'EARMARKED') THEN 'reclaim-forbidden' ELSE 'flow-not-allowed' END,
            to_jsonb(bad));
    END IF;
    SELECT p.municipality_id, p.entry_id, p.happened_on INTO bad FROM fresh p
        WHERE p.municipality_id IS DISTINCT FROM book OR p.happened_on < closed OR p.entry_id <= sealed
        ORDER BY p.municipality_id IS DISTINCT FROM book DESC LIMIT 1;
    IF bad.municipality_id IS DISTINCT FROM book AND FOUND THEN
        PERFORM ledger_refuse('other-municipality', jsonb_build_object('asked', bad.municipality_id));
    ELSIF bad.happened_on < closed THEN
        PERFORM ledger_refuse('period-closed', jsonb_build_object('happened_on', bad.happened_on, 'closed_before', closed));
    ELSIF FOUND THEN
        -- Its id was drawn before a seal that counts on it that no lower one comes any more; tried again it gets another.
        PERFORM ledger_refuse('in-progress', jsonb_build_object('entry_id', bad.entry_id));
    END IF;
    SELECT p.entry_id, p.line, p.account_id INTO bad FROM fresh p
        LEFT JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
        WHERE (a.class = p.class AND a.unit = p.unit AND a.floored = (p.version IS NOT NULL) AND p.xid = pg_current_xact_id()) IS NOT TRUE;
    IF FOUND THEN
        PERFORM ledger_refuse('not-of-the-account', to_jsonb(bad));
    END IF;
    SELECT e.id AS entry_id INTO bad
        FROM (SELECT municipality_id, entry_id, count(*) AS lines FROM fresh GROUP BY municipality_id, entry_id) made
        JOIN ledger_entry e ON e.municipality_id = made.municipality_id AND e.id = made.entry_id
        WHERE e.lines <> made.lines;
    IF FOUND THEN
        PERFORM ledger_refuse('incomplete-entry', to_jsonb(bad));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_check AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_postings();

-- At commit: a reversal mirrors exactly what it reverses, which is no reversal itself.
CREATE FUNCTION ledger_check_reversal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_entry e WHERE e.municipality_id = NEW.municipality_id AND e.id = NEW.reverses AND e.act = 'reversal')
        OR EXISTS (SELECT 1 FROM ledger_posting p WHERE p.municipality_id = NEW.municipality_id AND p.entry_id IN (NEW.id, NEW.reverses)
            GROUP BY p.account_id HAVING sum(p.amount) <> 0)
    THEN
        PERFORM ledger_refuse('not-a-reversal', jsonb_build_object('entry_id', NEW.id, 'reverses', NEW.reverses));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_mirrors AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION ledger_check_reversal();

-- At commit: what a re-attribution takes from the cost, the spent and the free room of one fund, it gives to another's.
CREATE FUNCTION ledger_check_reattribution() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_posting p WHERE p.municipality_id = NEW.municipality_id AND p.entry_id = NEW.id
        GROUP BY p.class, p.unit HAVING sum(p.amount) <> 0)
    THEN
        PERFORM ledger_refuse('uneven-reattribution', jsonb_build_object('entry_id', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_evens_out AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.act = 'reattribute') EXECUTE FUNCTION ledger_check_reattribution();

-- Who may be overdrawn has no balance to keep, and who may not gets one with the account.
CREATE FUNCTION ledger_begin_balances() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_balance (municipality_id, account_id) SELECT municipality_id, id FROM fresh WHERE floored;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_account_begins AFTER INSERT ON ledger_account REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_begin_balances();

-- A balance changes, and stays of its account.
CREATE TRIGGER ledger_balance_identity BEFORE UPDATE OF municipality_id, account_id ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
