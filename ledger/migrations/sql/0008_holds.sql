-- Money set aside for one purpose: still there, no longer available. A hold says the entry that it is for. It is pending until it ends,
-- once: posted (whole or in part, the rest comes free), voided or expired.
CREATE TABLE ledger_hold (
    municipality_id integer NOT NULL REFERENCES ledger_municipality,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL CONSTRAINT hold_key CHECK (length(key) BETWEEN 1 AND 200 AND key !~ '[^!-~]'),
    request_hash bytea NOT NULL CONSTRAINT hold_hash CHECK (octet_length(request_hash) = 32),
    act text NOT NULL,
    why text NOT NULL,
    legs smallint NOT NULL,
    placed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    outcome text NOT NULL DEFAULT 'PENDING',
    ended_at timestamptz,
    end_key text,
    end_hash bytea,
    entry_id bigint,
    PRIMARY KEY (municipality_id, id),
    CONSTRAINT hold_key_is_one UNIQUE (municipality_id, key),
    CONSTRAINT hold_end_key_is_one UNIQUE (municipality_id, end_key),
    FOREIGN KEY (municipality_id, entry_id) REFERENCES ledger_entry (municipality_id, id),
    CONSTRAINT hold_lasts CHECK (expires_at > placed_at),
    CONSTRAINT hold_outcome CHECK (
        CASE outcome WHEN 'PENDING' THEN num_nonnulls(ended_at, end_key, end_hash, entry_id) = 0
        WHEN 'EXPIRED' THEN ended_at IS NOT NULL AND num_nonnulls(end_key, end_hash, entry_id) = 0
        WHEN 'VOIDED' THEN num_nonnulls(ended_at, end_key, end_hash) = 3 AND entry_id IS NULL
        WHEN 'POSTED' THEN num_nonnulls(ended_at, end_key, end_hash, entry_id) = 4
        ELSE false END)
) WITH (fillfactor = 70);
CREATE INDEX hold_pending ON ledger_hold (municipality_id, expires_at) WHERE outcome = 'PENDING';

CREATE TABLE ledger_hold_leg (
    municipality_id integer NOT NULL,
    hold_id bigint NOT NULL,
    leg smallint NOT NULL,
    debit_id bigint NOT NULL,
    credit_id bigint NOT NULL,
    amount bigint NOT NULL CONSTRAINT hold_leg_amount CHECK (amount > 0),
    unit text NOT NULL,
    PRIMARY KEY (municipality_id, hold_id, leg),
    FOREIGN KEY (municipality_id, hold_id) REFERENCES ledger_hold (municipality_id, id)
);
-- At commit a hold has its last leg.
ALTER TABLE ledger_hold ADD CONSTRAINT hold_has_legs
    FOREIGN KEY (municipality_id, id, legs) REFERENCES ledger_hold_leg (municipality_id, hold_id, leg) DEFERRABLE INITIALLY DEFERRED;

-- A hold moves once, from pending to its end, and nothing else of it changes.
CREATE FUNCTION ledger_check_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.outcome <> 'PENDING' THEN
        PERFORM ledger_refuse('hold-ended', jsonb_build_object('hold_id', OLD.id, 'outcome', OLD.outcome));
    ELSIF (NEW.municipality_id, NEW.id, NEW.key, NEW.request_hash, NEW.act, NEW.why, NEW.legs, NEW.placed_at, NEW.expires_at)
        IS DISTINCT FROM (OLD.municipality_id, OLD.id, OLD.key, OLD.request_hash, OLD.act, OLD.why, OLD.legs, OLD.placed_at, OLD.expires_at)
    THEN
        PERFORM ledger_refuse('append-only', jsonb_build_object('table', TG_TABLE_NAME, 'verb', TG_OP));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_hold_moves_once BEFORE UPDATE ON ledger_hold FOR EACH ROW EXECUTE FUNCTION ledger_check_hold();

-- Holds more (1) or less (-1) of the floored accounts that the legs of holds would take from, in the order of their ids. A leg that adds
-- to an account holds nothing of it.
CREATE FUNCTION ledger_hold_more(p_municipality integer, p_holds bigint[], p_sign integer) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    taken record;
BEGIN
    FOR taken IN
        SELECT a.id, sum(l.amount)::bigint AS amount FROM ledger_hold_leg l
        CROSS JOIN LATERAL (VALUES (l.debit_id, -1), (l.credit_id, 1)) side (account_id, side)
        JOIN ledger_account a ON a.municipality_id = l.municipality_id AND a.id = side.account_id AND a.side = side.side AND a.floored
        WHERE l.municipality_id = p_municipality AND l.hold_id = ANY (p_holds)
        GROUP BY a.id ORDER BY a.id
    LOOP
        UPDATE ledger_balance SET held = held + p_sign * taken.amount
            WHERE municipality_id = p_municipality AND account_id = taken.id;
    END LOOP;
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
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    IF coalesce(cardinality(p_debits), 0) = 0 THEN
        PERFORM ledger_refuse('entry-without-legs', '{}');
    END IF;
    INSERT INTO ledger_hold (municipality_id, key, request_hash, act, why, legs, placed_at, expires_at)
        VALUES (p_municipality, p_key, request, p_act, p_why, cardinality(p_debits), p_at, p_until)
        ON CONFLICT (municipality_id, key) DO NOTHING RETURNING id INTO hold;
    IF hold IS NULL THEN
        SELECT h.id, h.request_hash INTO hold, earlier FROM ledger_hold h WHERE h.municipality_id = p_municipality AND h.key = p_key;
        IF earlier <> request THEN
            PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
        END IF;
        RETURN -hold;
    END IF;

    PERFORM ledger_check_legs(
        p_municipality, ARRAY[p_act], array_fill(1, ARRAY[cardinality(p_debits)]), p_debits, p_credits, p_amounts, p_units);
    INSERT INTO ledger_hold_leg (municipality_id, hold_id, leg, debit_id, credit_id, amount, unit)
        SELECT p_municipality, hold, l.n, l.debit, l.credit, l.amount, l.unit
        FROM unnest(p_debits, p_credits, p_amounts, p_units) WITH ORDINALITY l (debit, credit, amount, unit, n);
    PERFORM ledger_hold_more(p_municipality, ARRAY[hold], 1);
    RETURN hold;
END $$;

-- Begins the end of a hold: locks it, lets go of what it holds, and says whether it was ended before under the same key (then with its entry).
CREATE FUNCTION ledger_end_hold(p_municipality integer, p_key text, p_hold bigint, p_outcome text, p_at timestamptz, p_request bytea)
RETURNS TABLE (already boolean, entry bigint) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    held record;
BEGIN
    SELECT h.outcome, h.expires_at, h.end_key, h.end_hash, h.entry_id INTO held FROM ledger_hold h
        WHERE h.municipality_id = p_municipality AND h.id = p_hold FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM ledger_refuse('unknown-hold', jsonb_build_object('hold_id', p_hold));
    ELSIF held.outcome = 'EXPIRED' OR held.outcome = 'PENDING' AND p_at >= held.expires_at THEN
        -- Also when nothing has come by to expire it.
        PERFORM ledger_refuse('hold-expired', jsonb_build_object('hold_id', p_hold));
    ELSIF held.outcome = 'PENDING' THEN
        PERFORM ledger_hold_more(p_municipality, ARRAY[p_hold], -1);
    ELSIF held.end_key <> p_key THEN
        PERFORM ledger_refuse('hold-ended', jsonb_build_object('hold_id', p_hold, 'outcome', held.outcome));
    ELSIF held.outcome <> p_outcome OR held.end_hash <> p_request THEN
        PERFORM ledger_refuse('idempotency-key-reused', jsonb_build_object('key', p_key));
    END IF;
    already := held.outcome <> 'PENDING';
    entry := held.entry_id;
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
    UPDATE ledger_hold SET outcome = 'POSTED', ended_at = p_at, end_key = p_key, end_hash = request, entry_id = booked
        WHERE municipality_id = p_municipality AND id = p_hold;
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
        UPDATE ledger_hold SET outcome = 'VOIDED', ended_at = p_at, end_key = p_key, end_hash = request
            WHERE municipality_id = p_municipality AND id = p_hold;
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
    SELECT array_agg(o.id) INTO over FROM (
        SELECT id FROM ledger_hold WHERE municipality_id = p_municipality AND outcome = 'PENDING' AND expires_at <= p_at
        ORDER BY expires_at LIMIT p_most FOR NO KEY UPDATE SKIP LOCKED
    ) o;
    PERFORM ledger_hold_more(p_municipality, over, -1);
    UPDATE ledger_hold SET outcome = 'EXPIRED', ended_at = p_at WHERE municipality_id = p_municipality AND id = ANY (over);
    RETURN coalesce(cardinality(over), 0);
END $$;

REVOKE ALL ON FUNCTION ledger_hold_more, ledger_end_hold, ledger_place_hold, ledger_post_hold, ledger_void_hold, ledger_expire_holds,
    ledger_check_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_place_hold, ledger_post_hold, ledger_void_hold, ledger_expire_holds TO grondslag_app;
GRANT SELECT ON ledger_hold, ledger_hold_leg TO grondslag_app;
