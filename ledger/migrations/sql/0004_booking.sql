-- The only code that can change a balance. Each function is owned by the owner of the tables and checks that its municipality is the transaction's.

CREATE FUNCTION ledger_check_municipality(p_municipality integer) RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF p_municipality IS DISTINCT FROM nullif(current_setting('grondslag.municipality', true), '')::integer THEN
        PERFORM ledger_refuse('other-municipality', jsonb_build_object('asked', p_municipality));
    END IF;
END $$;

-- What makes two requests the same. The reason comes last: no part before it can hold the separator. The day is a number,
-- because how a date is written depends on the session. Its body was read when it was made, so it looks no name up and needs no path of
-- its own; with one it could not become part of the statement that asks it, and would take longer to call than to do.
CREATE FUNCTION ledger_hash(
    p_act text, p_day date, p_why text, p_reverses bigint, p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_units text[]
) RETURNS bytea LANGUAGE sql STABLE
RETURN sha256(convert_to(concat_ws('|', p_act, p_day - DATE '2000-01-01', coalesce(p_reverses, 0), p_debits, p_credits, p_amounts, p_units, p_why), 'UTF8'));

-- Says why a leg is not booked; `leg` holds what was asked and what its accounts are.
CREATE FUNCTION ledger_refuse_leg(leg jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse(
        CASE WHEN leg ->> 'debit_class' IS NULL OR leg ->> 'credit_class' IS NULL THEN 'unknown-account'
             WHEN (leg ->> 'amount')::bigint > 0 IS NOT TRUE THEN 'amount-not-positive'
             WHEN leg ->> 'debit' = leg ->> 'credit' THEN 'same-account'
             WHEN leg ->> 'debit_unit' <> leg ->> 'unit' OR leg ->> 'credit_unit' <> leg ->> 'unit' THEN 'unit-mismatch'
             WHEN leg ->> 'debit_class' IN ('ENTITLED', 'EARMARKED') THEN 'reclaim-forbidden' ELSE 'flow-not-allowed' END, leg);
END $$;

-- Refuses legs that cannot be booked by the act of their entry; a leg names its entry as in `ledger_book_all`.
CREATE FUNCTION ledger_check_legs(
    p_municipality integer, p_acts text[], p_entries integer[], p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_units text[]
) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    -- Without a limit, although one bad leg is enough: with one the planner hopes to meet it early, and there is none.
    SELECT l.debit, l.credit, l.amount, l.unit, e.act, d.class AS debit_class, c.class AS credit_class,
        d.unit AS debit_unit, c.unit AS credit_unit INTO bad
        FROM unnest(p_entries, p_debits, p_credits, p_amounts, p_units) l (entry, debit, credit, amount, unit)
        LEFT JOIN unnest(p_acts) WITH ORDINALITY e (act, n) ON e.n = l.entry
        LEFT JOIN ledger_account d ON d.municipality_id = p_municipality AND d.id = l.debit
        LEFT JOIN ledger_account c ON c.municipality_id = p_municipality AND c.id = l.credit
        LEFT JOIN ledger_flow f ON f.act = e.act AND f.debit_class = d.class AND f.credit_class = c.class
        WHERE f.act IS NULL OR d.id = c.id OR l.amount > 0 IS NOT TRUE OR (d.unit = l.unit AND c.unit = l.unit) IS NOT TRUE;
    IF FOUND THEN
        PERFORM ledger_refuse_leg(to_jsonb(bad));
    END IF;
END $$;

-- Books one entry of one leg or more; gives its id, below zero when it was booked before under the same key. One number and no row:
-- a function that gives rows is a fifth slower.
CREATE FUNCTION ledger_book(
    p_municipality integer, p_key text, p_act text, p_day date, p_why text, p_reverses bigint,
    p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_units text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- As in `ledger_find_accounts`.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    request bytea := ledger_hash(p_act, p_day, p_why, p_reverses, p_debits, p_credits, p_amounts, p_units);
    earlier bytea;
    entry bigint;
    leg record;
    xid xid8 := pg_current_xact_id();
    made ledger_posting[];
    d_balance bigint; d_version bigint; c_balance bigint; c_version bigint;
BEGIN
    IF p_municipality IS DISTINCT FROM nullif(current_setting('grondslag.municipality', true), '')::integer THEN
        PERFORM ledger_check_municipality(p_municipality);
    END IF;

    -- The key comes first: who says the same sentence at the same time waits here, and then reads what the other booked.
    INSERT INTO ledger_entry (municipality_id, key, request_hash, act, happened_on, why, reverses, lines)
        VALUES (p_municipality, p_key, request, p_act, p_day, p_why, p_reverses, 2 * cardinality(p_debits))
        ON CONFLICT (municipality_id, key) DO NOTHING RETURNING id INTO entry;
    IF entry IS NULL THEN
        SELECT e.id, e.request_hash INTO entry, earlier FROM ledger_entry e WHERE e.municipality_id = p_municipality AND e.key = p_key;
        IF earlier <> request THEN
            PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
        END IF;
        RETURN -entry;
    END IF;

    -- Floored accounts are locked in the order of their ids, so that two bookings never wait for each other.
    IF cardinality(p_debits) > 1 THEN
        PERFORM 1 FROM ledger_balance b WHERE b.municipality_id = p_municipality AND b.account_id = ANY (p_debits || p_credits)
            ORDER BY b.account_id FOR NO KEY UPDATE;
    END IF;
    FOR i IN 1 .. cardinality(p_debits) LOOP
        SELECT p_debits[i] AS debit, p_credits[i] AS credit, p_amounts[i] AS amount, p_units[i] AS unit, p_act AS act,
            d.class AS debit_class, c.class AS credit_class, d.unit AS debit_unit, c.unit AS credit_unit,
            d.floored AS debit_floored, c.floored AS credit_floored, d.side AS debit_side, c.side AS credit_side, f.act IS NOT NULL AS allowed INTO leg
            FROM (SELECT) one
            LEFT JOIN ledger_account d ON d.municipality_id = p_municipality AND d.id = p_debits[i]
            LEFT JOIN ledger_account c ON c.municipality_id = p_municipality AND c.id = p_credits[i]
            LEFT JOIN ledger_flow f ON f.act = p_act AND f.debit_class = d.class AND f.credit_class = c.class;
        IF NOT leg.allowed OR leg.debit = leg.credit OR leg.amount > 0 IS NOT TRUE
            OR (leg.debit_unit = leg.unit AND leg.credit_unit = leg.unit) IS NOT TRUE
        THEN
            PERFORM ledger_refuse_leg(to_jsonb(leg));
        END IF;

        d_balance := NULL; d_version := NULL; c_balance := NULL; c_version := NULL;
        IF leg.credit_floored AND leg.credit < leg.debit THEN
            UPDATE ledger_balance SET balance = balance - leg.amount * leg.credit_side, version = version + 1
                WHERE municipality_id = p_municipality AND account_id = leg.credit RETURNING balance, version INTO c_balance, c_version;
        END IF;
        IF leg.debit_floored THEN
            UPDATE ledger_balance SET balance = balance + leg.amount * leg.debit_side, version = version + 1
                WHERE municipality_id = p_municipality AND account_id = leg.debit RETURNING balance, version INTO d_balance, d_version;
        END IF;
        IF leg.credit_floored AND leg.credit > leg.debit THEN
            UPDATE ledger_balance SET balance = balance - leg.amount * leg.credit_side, version = version + 1
                WHERE municipality_id = p_municipality AND account_id = leg.credit RETURNING balance, version INTO c_balance, c_version;
        END IF;
        IF cardinality(p_debits) = 1 THEN -- Most of what is booked: two rows as they are take a twentieth less than through an array.
            INSERT INTO ledger_posting VALUES
                (p_municipality, entry, 1, leg.debit, leg.amount, p_act, leg.debit_class, leg.unit, p_day, d_balance, d_version),
                (p_municipality, entry, 2, leg.credit, -leg.amount, p_act, leg.credit_class, leg.unit, p_day, c_balance, c_version);
        ELSE
            made := made || ARRAY[
                ROW (p_municipality, entry, 2 * i - 1, leg.debit, leg.amount, p_act, leg.debit_class, leg.unit, p_day, d_balance, d_version, xid),
                ROW (p_municipality, entry, 2 * i, leg.credit, -leg.amount, p_act, leg.credit_class, leg.unit, p_day, c_balance, c_version, xid)
            ]::ledger_posting[];
        END IF;
    END LOOP;
    IF made IS NOT NULL THEN
        INSERT INTO ledger_posting SELECT * FROM unnest(made);
    END IF;
    INSERT INTO ledger_outbox (municipality_id, entry_id) VALUES (p_municipality, entry);
    RETURN entry;
END $$;

-- Books entries, all or none. Element n of the first five arrays is entry n; a leg names its entry by that n.
-- Gives, in the order asked, each entry's id and whether it was booked before under the same key.
CREATE FUNCTION ledger_book_all(
    p_municipality integer, p_keys text[], p_acts text[], p_days date[], p_whys text[], p_reverses bigint[],
    p_entries integer[], p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_units text[]
) RETURNS TABLE (entry_id bigint, replayed boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- A plan is made for the arrays at hand: one made for arrays of any length loops over all of them for each of their elements. Tables are
-- only looked up by key here; a plan, or a foreign key's, made while a table was empty must not scan it whole when it is full. Nor is a key
-- so dear as on a disk that turns: at four pages a look-up the accounts of a whole town are read to find those of a thousand people, which
-- takes twice as long for a hundred thousand.
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET random_page_cost = 1.1 AS $$
DECLARE
    ids bigint[];
    hashes bytea[];
    line_counts smallint[];
    known bigint[];
    bad record;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);

    SELECT key INTO bad FROM unnest(p_keys) key GROUP BY key HAVING count(*) > 1 LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('idempotency-key-reused', to_jsonb(bad));
    END IF;

    SELECT array_agg(ledger_hash(a.act, a.day, a.why, a.reverses, l.debits, l.credits, l.amounts, l.units) ORDER BY a.n),
           array_agg(coalesce(2 * cardinality(l.debits), 0) ORDER BY a.n) INTO hashes, line_counts
        FROM unnest(p_acts, p_days, p_whys, p_reverses) WITH ORDINALITY a (act, day, why, reverses, n)
        LEFT JOIN (
            SELECT entry, array_agg(debit ORDER BY n) AS debits, array_agg(credit ORDER BY n) AS credits,
                array_agg(amount ORDER BY n) AS amounts, array_agg(unit ORDER BY n) AS units
            FROM unnest(p_entries, p_debits, p_credits, p_amounts, p_units) WITH ORDINALITY l (entry, debit, credit, amount, unit, n)
            GROUP BY entry
        ) l ON l.entry = a.n;

    -- As in `ledger_book`; the order of the keys keeps two runs from waiting for each other. The ids are drawn beforehand, because
    -- entries are booked in the order asked, and their ids must say so.
    SELECT array_agg(nextval('ledger_entry_id_seq')) INTO ids FROM unnest(p_keys);
    WITH booked AS (
        INSERT INTO ledger_entry (municipality_id, id, key, request_hash, act, happened_on, why, reverses, lines) OVERRIDING SYSTEM VALUE
        SELECT p_municipality, a.id, a.key, a.hash, a.act, a.day, a.why, a.reverses, a.lines
        FROM unnest(ids, p_keys, hashes, p_acts, p_days, p_whys, p_reverses, line_counts)
            a (id, key, hash, act, day, why, reverses, lines)
        ORDER BY a.key
        ON CONFLICT (municipality_id, key) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(b.id ORDER BY a.n) INTO ids FROM unnest(ids) WITH ORDINALITY a (id, n) LEFT JOIN booked b USING (id);

    known := ids;
    IF array_position(ids, NULL) IS NOT NULL THEN
        SELECT a.key, e.id INTO bad FROM unnest(p_keys, hashes) a (key, hash)
            JOIN ledger_entry e ON e.municipality_id = p_municipality AND e.key = a.key AND e.request_hash <> a.hash LIMIT 1;
        IF FOUND THEN
            PERFORM ledger_refuse('idempotency-key-reused', to_jsonb(bad));
        END IF;
        SELECT array_agg(e.id ORDER BY a.n) INTO known FROM unnest(p_keys) WITH ORDINALITY a (key, n)
            JOIN ledger_entry e ON e.municipality_id = p_municipality AND e.key = a.key;
    END IF;

    PERFORM 1 FROM ledger_balance WHERE municipality_id = p_municipality AND account_id = ANY (p_debits || p_credits)
        ORDER BY account_id FOR NO KEY UPDATE;

    PERFORM ledger_check_legs(p_municipality, p_acts, p_entries, p_debits, p_credits, p_amounts, p_units);

    WITH made AS (
        INSERT INTO ledger_posting (municipality_id, entry_id, line, account_id, amount, act, class, unit, happened_on, balance_after, version)
        SELECT p_municipality, s.entry_id, s.line, s.account_id, s.amount, s.act, a.class, a.unit, s.day,
            b.balance + sum(s.amount * a.side) OVER account,
            b.version + row_number() OVER account
        FROM (
            SELECT e.id AS entry_id, e.act, e.day, side.account_id, side.amount,
                row_number() OVER (PARTITION BY l.entry ORDER BY l.n, side.nth) AS line
            FROM unnest(p_entries, p_debits, p_credits, p_amounts) WITH ORDINALITY l (entry, debit, credit, amount, n)
            JOIN unnest(ids, p_acts, p_days) WITH ORDINALITY e (id, act, day, n) ON e.n = l.entry
            CROSS JOIN LATERAL (VALUES (1, l.debit, l.amount), (2, l.credit, -l.amount)) side (nth, account_id, amount)
            WHERE e.id IS NOT NULL
        ) s
        JOIN ledger_account a ON a.municipality_id = p_municipality AND a.id = s.account_id
        LEFT JOIN ledger_balance b ON b.municipality_id = p_municipality AND b.account_id = s.account_id
        WINDOW account AS (PARTITION BY s.account_id ORDER BY s.entry_id, s.line)
        RETURNING account_id, balance_after, version
    )
    UPDATE ledger_balance b SET balance = last.balance_after, version = last.version
        FROM (
            SELECT DISTINCT ON (account_id) account_id, balance_after, version FROM made WHERE version IS NOT NULL
            ORDER BY account_id, version DESC
        ) last
        WHERE b.municipality_id = p_municipality AND b.account_id = last.account_id;

    INSERT INTO ledger_outbox (municipality_id, entry_id) SELECT p_municipality, i FROM unnest(ids) i WHERE i IS NOT NULL;

    RETURN QUERY SELECT k, i IS NULL FROM unnest(known, ids) WITH ORDINALITY u (k, i, n) ORDER BY n;
END $$;

-- Books the mirror of an entry and answers as `ledger_book`. An entry is reversed once; the same key again gives the same answer.
CREATE FUNCTION ledger_reverse(p_municipality integer, p_key text, p_day date, p_why text, p_entry bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    earlier record;
    leg record;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    SELECT e.act, r.key AS reversed_by INTO earlier FROM ledger_entry e
        LEFT JOIN ledger_entry r ON r.municipality_id = e.municipality_id AND r.reverses = e.id
        WHERE e.municipality_id = p_municipality AND e.id = p_entry;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('unknown-entry', jsonb_build_object('entry_id', p_entry));
    ELSIF earlier.act = 'reversal' THEN
        PERFORM ledger_refuse('not-a-reversal', jsonb_build_object('entry_id', p_entry));
    ELSIF earlier.reversed_by <> p_key THEN
        PERFORM ledger_refuse('already-reversed', jsonb_build_object('entry_id', p_entry));
    ELSIF EXISTS (SELECT 1 FROM ledger_posting p
        WHERE p.municipality_id = p_municipality AND p.entry_id = p_entry AND p.class IN ('ENTITLED', 'EARMARKED') AND p.amount < 0)
    THEN -- Said here for the name of it: the flow matrix refuses one of the legs anyway, but not always this one first.
        PERFORM ledger_refuse('reclaim-forbidden', jsonb_build_object('entry_id', p_entry));
    END IF;
    SELECT array_agg(c.account_id ORDER BY d.line) AS debits, array_agg(d.account_id ORDER BY d.line) AS credits,
            array_agg(d.amount ORDER BY d.line) AS amounts, array_agg(d.unit ORDER BY d.line) AS units INTO leg
        FROM ledger_posting d
        JOIN ledger_posting c ON c.municipality_id = d.municipality_id AND c.entry_id = d.entry_id AND c.line = d.line + 1
        WHERE d.municipality_id = p_municipality AND d.entry_id = p_entry AND d.amount > 0;
    RETURN ledger_book(p_municipality, p_key, 'reversal', p_day, p_why, p_entry, leg.debits, leg.credits, leg.amounts, leg.units);
END $$;

-- Finds accounts by what they are kept for: of those that are there the id, with the place that it was asked in.
CREATE FUNCTION ledger_find_accounts(
    p_municipality integer, p_classes text[], p_units text[], p_holders uuid[], p_entitlements uuid[], p_schemes text[], p_funds uuid[]
) RETURNS TABLE (nth bigint, account_id bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
-- One plan for arrays of any length: each element is looked up by an index. Left to itself the planner makes a new one for each call.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    -- An index knows equality and not "is not distinct from": each kind of account has a look-up by what it is kept for.
    RETURN QUERY SELECT a.n, o.id
        FROM unnest(p_classes, p_units, p_holders, p_entitlements, p_schemes, p_funds)
            WITH ORDINALITY a (class, unit, holder, entitlement, scheme, fund, n)
        CROSS JOIN LATERAL (
            SELECT * FROM ledger_account o
                WHERE o.municipality_id = p_municipality AND o.entitlement = a.entitlement
            UNION ALL
            SELECT * FROM ledger_account o
                WHERE a.entitlement IS NULL AND o.entitlement IS NULL
                    AND o.municipality_id = p_municipality AND o.fund = a.fund AND o.class = a.class
            UNION ALL
            SELECT * FROM ledger_account o
                WHERE a.entitlement IS NULL AND o.entitlement IS NULL AND a.fund IS NULL AND o.fund IS NULL
                    AND o.municipality_id = p_municipality AND o.holder = a.holder
            UNION ALL
            SELECT * FROM ledger_account o
                WHERE a.entitlement IS NULL AND o.entitlement IS NULL AND a.fund IS NULL AND o.fund IS NULL
                    AND a.holder IS NULL AND o.holder IS NULL AND o.municipality_id = p_municipality
        ) o
        WHERE (o.class, o.unit) = (a.class, a.unit)
            AND (o.holder, o.scheme, o.fund) IS NOT DISTINCT FROM (a.holder, a.scheme, a.fund);
END $$;

-- Opens accounts that are not there yet; gives all their ids in the order asked. It looks first: most are there, and looking writes nothing.
CREATE FUNCTION ledger_open_accounts(
    p_municipality integer, p_classes text[], p_units text[], p_holders uuid[], p_entitlements uuid[], p_schemes text[], p_funds uuid[]
) RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- As in `ledger_find_accounts`; it holds for the keys of what is inserted as well.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    found bigint[];
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    LOOP
        SELECT array_agg(f.account_id ORDER BY f.nth) INTO found
            FROM ledger_find_accounts(p_municipality, p_classes, p_units, p_holders, p_entitlements, p_schemes, p_funds) f;
        IF cardinality(p_classes) = coalesce(cardinality(found), 0) THEN
            RETURN QUERY SELECT unnest(found);
            RETURN;
        END IF;
        INSERT INTO ledger_account (municipality_id, class, unit, holder, entitlement, scheme, fund, side, floored)
            SELECT p_municipality, a.class, a.unit, a.holder, a.entitlement, a.scheme, a.fund, c.side, c.floored
            FROM unnest(p_classes, p_units, p_holders, p_entitlements, p_schemes, p_funds) a (class, unit, holder, entitlement, scheme, fund)
            LEFT JOIN ledger_class c ON c.code = a.class -- An unknown class has no side, and so no row: it is not left out in silence.
            ON CONFLICT ON CONSTRAINT account_is_one DO NOTHING;
    END LOOP;
END $$;

-- Gives one account that is of no entitlement: of a fund, or of a holder alone; opens it when it is not there yet. To look up one by one,
-- each by its own index, what is there already takes less than half of asking for them in arrays.
CREATE FUNCTION ledger_open_account(p_municipality integer, p_class text, p_unit text, p_holder uuid, p_scheme text, p_fund uuid)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    found bigint;
BEGIN
    IF p_fund IS NULL THEN
        SELECT a.id INTO found FROM ledger_account a
            WHERE a.municipality_id = p_municipality AND a.holder = p_holder AND a.class = p_class AND a.unit = p_unit
                AND a.scheme IS NOT DISTINCT FROM p_scheme AND a.fund IS NULL AND a.entitlement IS NULL;
    ELSE
        SELECT a.id INTO found FROM ledger_account a
            WHERE a.municipality_id = p_municipality AND a.fund = p_fund AND a.class = p_class AND a.unit = p_unit
                AND a.scheme IS NOT DISTINCT FROM p_scheme AND a.holder IS NOT DISTINCT FROM p_holder AND a.entitlement IS NULL;
    END IF;
    RETURN coalesce(
        found,
        (SELECT o FROM ledger_open_accounts(
            p_municipality, ARRAY[p_class], ARRAY[p_unit], ARRAY[p_holder], '{NULL}', ARRAY[p_scheme], ARRAY[p_fund]) o));
END $$;

-- Locks floored accounts in the order of their ids until the transaction ends, and gives what is available on them, so that what was read
-- is still true when it is booked.
CREATE FUNCTION ledger_lock_accounts(p_municipality integer, p_ids bigint[])
RETURNS TABLE (account_id bigint, available bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    RETURN QUERY SELECT b.account_id, b.balance - b.held FROM ledger_balance b
        WHERE b.municipality_id = p_municipality AND b.account_id = ANY (p_ids) ORDER BY b.account_id FOR NO KEY UPDATE;
END $$;

-- An id of which the first 48 bits are the moment in milliseconds and the rest is chance (RFC 9562, version 7; `uuidv7()` of PostgreSQL 18):
-- what is written one after another stands together in its index, and not each on a page of its own that goes to the log as a whole.
CREATE FUNCTION ledger_new_id() RETURNS uuid LANGUAGE sql VOLATILE
RETURN encode(
    set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid;

-- A new municipality and its book; the same code again gives the same one.
CREATE FUNCTION ledger_open_book(p_code text, p_name text)
RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO ledger_municipality (code, name) VALUES (p_code, p_name) ON CONFLICT (code) DO NOTHING;
    SELECT id FROM ledger_municipality WHERE code = p_code;
$$;
