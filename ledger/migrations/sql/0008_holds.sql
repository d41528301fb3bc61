-- Money set aside for one purpose: still there, no longer available. A hold says the entry that it is for; it ends once, by being posted
-- (whole or in part, the rest comes free), voided, or by expiring. Holds and their ends are only added to; what is open is a row that
-- comes and goes with `held` beside the balance.
CREATE TABLE ledger_hold (
    municipality_id integer NOT NULL REFERENCES ledger_municipality,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL CONSTRAINT hold_key CHECK (length(key) BETWEEN 1 AND 200 AND key !~ '[^!-~]'),
    request_hash bytea NOT NULL CONSTRAINT hold_hash CHECK (octet_length(request_hash) = 32),
    act text NOT NULL,
    why text NOT NULL,
    placed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, id),
    CONSTRAINT hold_key_is_one UNIQUE (municipality_id, key),
    CONSTRAINT hold_lasts CHECK (expires_at > placed_at)
);

CREATE TABLE ledger_hold_leg (
    municipality_id integer NOT NULL,
    hold_id bigint NOT NULL,
    leg smallint NOT NULL,
    debit_id bigint NOT NULL,
    credit_id bigint NOT NULL,
    amount bigint NOT NULL CONSTRAINT hold_leg_amount CHECK (amount > 0),
    unit text NOT NULL,
    PRIMARY KEY (municipality_id, hold_id, leg),
    FOREIGN KEY (municipality_id, hold_id) REFERENCES ledger_hold (municipality_id, id),
    FOREIGN KEY (municipality_id, debit_id) REFERENCES ledger_account (municipality_id, id),
    FOREIGN KEY (municipality_id, credit_id) REFERENCES ledger_account (municipality_id, id)
);

CREATE TABLE ledger_hold_open (
    municipality_id integer NOT NULL,
    hold_id bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, hold_id),
    FOREIGN KEY (municipality_id, hold_id) REFERENCES ledger_hold (municipality_id, id)
);
CREATE INDEX hold_expires ON ledger_hold_open (municipality_id, expires_at);

CREATE TABLE ledger_hold_end (
    municipality_id integer NOT NULL,
    hold_id bigint NOT NULL,
    outcome text NOT NULL CONSTRAINT hold_outcome CHECK (outcome IN ('POSTED', 'VOIDED', 'EXPIRED')),
    key text,
    request_hash bytea,
    entry_id bigint,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, hold_id),
    CONSTRAINT hold_end_key_is_one UNIQUE (municipality_id, key),
    FOREIGN KEY (municipality_id, hold_id) REFERENCES ledger_hold (municipality_id, id),
    FOREIGN KEY (municipality_id, entry_id) REFERENCES ledger_entry (municipality_id, id),
    CONSTRAINT hold_end_has_its_entry CHECK ((outcome = 'POSTED') = (entry_id IS NOT NULL)),
    CONSTRAINT hold_end_is_asked CHECK ((outcome = 'EXPIRED') = (key IS NULL) AND (key IS NULL) = (request_hash IS NULL))
);

-- How much of each floored account the legs would take: those are held. A leg that adds to an account holds nothing of it.
CREATE FUNCTION ledger_taken_by_hold(p_municipality integer, p_hold bigint)
RETURNS TABLE (account_id bigint, amount bigint) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT a.id, sum(l.amount)::bigint
    FROM ledger_hold_leg l
    CROSS JOIN LATERAL (VALUES (l.debit_id, -1), (l.credit_id, 1)) side (account_id, side)
    JOIN ledger_account a ON a.municipality_id = l.municipality_id AND a.id = side.account_id AND a.side = side.side AND a.floored
    WHERE l.municipality_id = p_municipality AND l.hold_id = p_hold
    GROUP BY a.id
$$;

-- At commit: what is held of an account is what its open holds would take. The row says which accounts to look at.
CREATE FUNCTION ledger_hold_more(p_municipality integer, p_hold bigint, p_sign integer) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ledger_balance b WHERE b.municipality_id = p_municipality
        AND b.account_id IN (SELECT t.account_id FROM ledger_taken_by_hold(p_municipality, p_hold) t)
        ORDER BY b.account_id FOR NO KEY UPDATE;
    UPDATE ledger_balance b SET held = b.held + p_sign * t.amount FROM ledger_taken_by_hold(p_municipality, p_hold) t
        WHERE b.municipality_id = p_municipality AND b.account_id = t.account_id;
END $$;

-- Sets money aside for an entry to come; gives the hold's id, below zero when it was placed before under the same key.
CREATE FUNCTION ledger_place_hold(
    p_municipality integer, p_key text, p_act text, p_at timestamptz, p_until timestamptz, p_why text,
    p_debits bigint[], p_credits bigint[], p_amounts bigint[], p_units text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    -- Not of the moments: the same question asked again a second later is the same question.
    request bytea := ledger_hash(p_act, DATE '2000-01-01', p_why, NULL, p_debits, p_credits, p_amounts, p_units);
    earlier bytea;
    hold bigint;
    bad record;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    IF coalesce(cardinality(p_debits), 0) = 0 THEN
        PERFORM ledger_refuse('entry-without-legs', '{}');
    END IF;
    INSERT INTO ledger_hold (municipality_id, key, request_hash, act, why, placed_at, expires_at)
        VALUES (p_municipality, p_key, request, p_act, p_why, p_at, p_until)
        ON CONFLICT (municipality_id, key) DO NOTHING RETURNING id INTO hold;
    IF hold IS NULL THEN
        SELECT h.id, h.request_hash INTO hold, earlier FROM ledger_hold h WHERE h.municipality_id = p_municipality AND h.key = p_key;
        IF earlier <> request THEN
            PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
        END IF;
        RETURN -hold;
    END IF;

    SELECT l.debit, l.credit, l.amount, l.unit, p_act AS act, d.class AS debit_class, c.class AS credit_class,
        d.unit AS debit_unit, c.unit AS credit_unit INTO bad
        FROM unnest(p_debits, p_credits, p_amounts, p_units) l (debit, credit, amount, unit)
        LEFT JOIN ledger_account d ON d.municipality_id = p_municipality AND d.id = l.debit
        LEFT JOIN ledger_account c ON c.municipality_id = p_municipality AND c.id = l.credit
        LEFT JOIN ledger_flow f ON f.act = p_act AND f.debit_class = d.class AND f.credit_class = c.class
        WHERE f.act IS NULL OR d.id = c.id OR l.amount > 0 IS NOT TRUE OR (d.unit = l.unit AND c.unit = l.unit) IS NOT TRUE;
    IF FOUND THEN
        PERFORM ledger_refuse_leg(to_jsonb(bad));
    END IF;
    INSERT INTO ledger_hold_leg (municipality_id, hold_id, leg, debit_id, credit_id, amount, unit)
        SELECT p_municipality, hold, l.n, l.debit, l.credit, l.amount, l.unit
        FROM unnest(p_debits, p_credits, p_amounts, p_units) WITH ORDINALITY l (debit, credit, amount, unit, n);
    INSERT INTO ledger_hold_open (municipality_id, hold_id, expires_at) VALUES (p_municipality, hold, p_until);
    PERFORM ledger_hold_more(p_municipality, hold, 1);
    RETURN hold;
END $$;

-- Begins the end of a hold: locks it, and says whether the same end came before under the same key (then with its entry).
CREATE FUNCTION ledger_end_hold(p_municipality integer, p_key text, p_hold bigint, p_outcome text, p_at timestamptz, p_request bytea)
RETURNS TABLE (already boolean, entry bigint) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    ended record;
    until timestamptz;
BEGIN
    SELECT o.expires_at INTO until FROM ledger_hold_open o
        WHERE o.municipality_id = p_municipality AND o.hold_id = p_hold FOR UPDATE;
    IF NOT FOUND THEN
        SELECT e.outcome, e.key, e.request_hash, e.entry_id INTO ended FROM ledger_hold_end e
            WHERE e.municipality_id = p_municipality AND e.hold_id = p_hold;
        IF NOT FOUND THEN
            PERFORM ledger_refuse('unknown-hold', jsonb_build_object('hold_id', p_hold));
        ELSIF ended.outcome = 'EXPIRED' THEN
            PERFORM ledger_refuse('hold-expired', jsonb_build_object('hold_id', p_hold));
        ELSIF ended.key IS DISTINCT FROM p_key THEN
            PERFORM ledger_refuse('hold-ended', jsonb_build_object('hold_id', p_hold, 'outcome', ended.outcome));
        ELSIF ended.outcome <> p_outcome OR ended.request_hash <> p_request THEN
            PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
        END IF;
        already := true;
        entry := ended.entry_id;
    ELSIF p_at >= until THEN
        -- Also when nothing has come by to expire it.
        PERFORM ledger_refuse('hold-expired', jsonb_build_object('hold_id', p_hold));
    ELSE
        already := false;
        DELETE FROM ledger_hold_open o WHERE o.municipality_id = p_municipality AND o.hold_id = p_hold;
        PERFORM ledger_hold_more(p_municipality, p_hold, -1);
    END IF;
    RETURN NEXT;
END $$;

-- Books what was held: `p_amounts` says how much of each leg, in the order held; without it all. The rest comes free.
-- Answers as `ledger_book`.
CREATE FUNCTION ledger_post_hold(
    p_municipality integer, p_key text, p_hold bigint, p_day date, p_at timestamptz, p_amounts bigint[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    request bytea := sha256(convert_to(concat_ws('|', p_hold, p_day - DATE '2000-01-01', p_amounts), 'UTF8'));
    ending record;
    held record;
    booked bigint;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    SELECT * INTO ending FROM ledger_end_hold(p_municipality, p_key, p_hold, 'POSTED', p_at, request);
    IF ending.already THEN
        RETURN -ending.entry;
    END IF;
    SELECT h.act, h.why, array_agg(l.debit_id ORDER BY l.leg) FILTER (WHERE l.posted > 0) AS debits,
            array_agg(l.credit_id ORDER BY l.leg) FILTER (WHERE l.posted > 0) AS credits,
            array_agg(l.posted ORDER BY l.leg) FILTER (WHERE l.posted > 0) AS amounts,
            array_agg(l.unit ORDER BY l.leg) FILTER (WHERE l.posted > 0) AS units,
            bool_and(l.posted BETWEEN 0 AND l.amount) AND count(*) = coalesce(cardinality(p_amounts), count(*)) AS within INTO held
        FROM ledger_hold h
        JOIN LATERAL (
            SELECT g.*, CASE WHEN p_amounts IS NULL THEN g.amount ELSE coalesce(p_amounts[g.leg], -1) END AS posted
            FROM ledger_hold_leg g WHERE g.municipality_id = h.municipality_id AND g.hold_id = h.id
        ) l ON true
        WHERE h.municipality_id = p_municipality AND h.id = p_hold GROUP BY h.act, h.why;
    IF NOT held.within OR held.debits IS NULL THEN
        PERFORM ledger_refuse('exceeds-hold', jsonb_build_object('hold_id', p_hold));
    END IF;
    booked := ledger_book(
        p_municipality, p_key, held.act, p_day, held.why, NULL, held.debits, held.credits, held.amounts, held.units);
    IF booked < 0 THEN -- The key is of an entry that was booked without this hold.
        PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
    END IF;
    INSERT INTO ledger_hold_end (municipality_id, hold_id, outcome, key, request_hash, entry_id, ended_at)
        VALUES (p_municipality, p_hold, 'POSTED', p_key, request, booked, p_at);
    RETURN booked;
END $$;

-- Lets go of what was held; says whether it was voided before under the same key.
CREATE FUNCTION ledger_void_hold(p_municipality integer, p_key text, p_hold bigint, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request bytea := sha256(convert_to(p_hold::text, 'UTF8'));
    ending record;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    SELECT * INTO ending FROM ledger_end_hold(p_municipality, p_key, p_hold, 'VOIDED', p_at, request);
    IF NOT ending.already THEN
        INSERT INTO ledger_hold_end (municipality_id, hold_id, outcome, key, request_hash, ended_at)
            VALUES (p_municipality, p_hold, 'VOIDED', p_key, request, p_at);
    END IF;
    RETURN ending.already;
END $$;

-- Lets go of holds whose time is over at a moment, at most so many; gives how many. Holds that others end just now are left to them.
CREATE FUNCTION ledger_expire_holds(p_municipality integer, p_at timestamptz, p_most integer)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    over bigint[];
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    SELECT array_agg(o.hold_id) INTO over FROM (
        SELECT hold_id FROM ledger_hold_open WHERE municipality_id = p_municipality AND expires_at <= p_at
        ORDER BY expires_at LIMIT p_most FOR UPDATE SKIP LOCKED
    ) o;
    PERFORM 1 FROM ledger_balance b WHERE b.municipality_id = p_municipality
        AND b.account_id IN (SELECT t.account_id FROM unnest(over) h (id), ledger_taken_by_hold(p_municipality, h.id) t)
        ORDER BY b.account_id FOR NO KEY UPDATE;
    UPDATE ledger_balance b SET held = b.held - t.amount
        FROM (
            SELECT t.account_id, sum(t.amount)::bigint AS amount FROM unnest(over) h (id), ledger_taken_by_hold(p_municipality, h.id) t
            GROUP BY t.account_id
        ) t
        WHERE b.municipality_id = p_municipality AND b.account_id = t.account_id;
    DELETE FROM ledger_hold_open WHERE municipality_id = p_municipality AND hold_id = ANY (over);
    INSERT INTO ledger_hold_end (municipality_id, hold_id, outcome, ended_at)
        SELECT p_municipality, h.id, 'EXPIRED', p_at FROM unnest(over) h (id);
    RETURN coalesce(cardinality(over), 0);
END $$;

-- A hold is open or has ended, and never both: looked at when the transaction commits, for whoever writes.
CREATE FUNCTION ledger_check_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    hold bigint := CASE WHEN TG_TABLE_NAME = 'ledger_hold' THEN (to_jsonb(NEW) ->> 'id')::bigint
                        ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'hold_id')::bigint END;
    book integer := (to_jsonb(coalesce(NEW, OLD)) ->> 'municipality_id')::integer;
BEGIN
    IF EXISTS (SELECT FROM ledger_hold_open o WHERE o.municipality_id = book AND o.hold_id = hold)
        = EXISTS (SELECT FROM ledger_hold_end e WHERE e.municipality_id = book AND e.hold_id = hold)
        OR NOT EXISTS (SELECT FROM ledger_hold_leg l WHERE l.municipality_id = book AND l.hold_id = hold)
    THEN
        PERFORM ledger_refuse('hold-not-whole', jsonb_build_object('hold_id', hold));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_hold_is_whole AFTER INSERT ON ledger_hold DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_hold();
CREATE CONSTRAINT TRIGGER ledger_hold_is_whole AFTER DELETE ON ledger_hold_open DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_hold();
CREATE CONSTRAINT TRIGGER ledger_hold_is_whole AFTER INSERT ON ledger_hold_end DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_hold();

REVOKE ALL ON FUNCTION ledger_taken_by_hold, ledger_hold_more, ledger_end_hold, ledger_place_hold, ledger_post_hold, ledger_void_hold,
    ledger_expire_holds, ledger_check_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_place_hold, ledger_post_hold, ledger_void_hold, ledger_expire_holds TO grondslag_app;
GRANT SELECT ON ledger_hold, ledger_hold_leg, ledger_hold_open, ledger_hold_end TO grondslag_app;
