-- Spending at a till, by one function. The pass is locked first, then the accounts in the order of their ids; everything that is judged is
-- read after that. Small parts, each told what it needs.

-- What is asked, as the till asked it and as the pass was shown. `pin` is a digest; `day_limit` is in cents.
CREATE TYPE redemptions_ask AS (
    pass uuid, device uuid, step bigint, shown_by text, pin text, day_limit bigint, shop uuid, location uuid, till uuid, person uuid,
    amount bigint, unit text, activity text, split boolean, reserve boolean, reference text, day date, at timestamptz
);

-- A budget that may pay: what is available of it and not yet capped, what one unit of it costs in cents, and what it pays in its unit; with
-- the accounts, in the order of their ids, of what funds promised for it, and what that is together.
CREATE TYPE redemptions_budget AS (
    nth integer, entitlement uuid, scheme text, unit text, account bigint, price bigint, cap bigint, available bigint, takes bigint,
    committed bigint[], funds uuid[], promised bigint
);

-- A line to be written: what one budget pays by one fund.
CREATE TYPE redemptions_part AS (
    nth integer, part integer, entitlement uuid, fund uuid, scheme text, unit text, cents_per_unit bigint, units bigint, euro bigint,
    earmarked bigint, committed bigint, source bigint, spent bigint, expense bigint, issued bigint
);

-- The budgets of the pass that may pay for what is asked, in the order in which they pay; refuses, with the first reason that fits, where
-- there is none. What a unit costs is what the shop asks for it, else its worth; what has no price, or none above zero, pays nothing.
CREATE FUNCTION redemptions_budgets(p_municipality integer, p_ask redemptions_ask) RETURNS redemptions_budget[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    schemes text[] := shops_schemes(p_municipality, p_ask.shop, p_ask.activity, p_ask.day);
    each record;
    carried boolean := false;
    approved boolean := false;
    fits boolean := false;
    in_time boolean := false;
    payable redemptions_budget[] := '{}';
BEGIN
    IF schemes IS NULL THEN
        PERFORM redemptions_refuse('shop-not-approved');
    END IF;
    FOR each IN
        SELECT c.*, c.activities IS NULL OR p_ask.activity = ANY (c.activities) AS fits, c.until IS NULL OR p_ask.day <= c.until AS in_time,
            CASE c.unit WHEN 'EUR' THEN 1
                ELSE coalesce(shops_price(p_municipality, p_ask.shop, p_ask.activity, c.unit, p_ask.day), nullif(c.worth_minor, 0)) END AS price,
            promise.*
        FROM passes_carried(p_municipality, p_ask.pass, p_ask.day) WITH ORDINALITY c
        CROSS JOIN LATERAL (
            SELECT array_agg(a.id ORDER BY a.id) AS committed, array_agg(a.fund ORDER BY a.id) AS funds, sum(l.balance - l.held)::bigint AS promised
            FROM ledger_account a JOIN ledger_balance l ON l.municipality_id = p_municipality AND l.account_id = a.id
            WHERE a.municipality_id = p_municipality AND a.entitlement = c.entitlement_id AND a.class = 'COMMITTED'
        ) promise
        ORDER BY c.ordinality
    LOOP
        carried := true;
        CONTINUE WHEN each.scheme <> ALL (schemes);
        approved := true;
        CONTINUE WHEN NOT each.fits;
        fits := true;
        CONTINUE WHEN NOT each.in_time;
        in_time := true;
        CONTINUE WHEN each.price IS NULL OR p_ask.unit NOT IN ('EUR', each.unit);
        payable := payable || ROW (
            each.ordinality, each.entitlement_id, each.scheme, each.unit, each.account_id, each.price, (each.caps ->> p_ask.activity)::bigint,
            each.available, 0, each.committed, each.funds, each.promised)::redemptions_budget;
    END LOOP;
    IF cardinality(payable) = 0 THEN
        PERFORM redemptions_refuse(
            CASE WHEN carried AND NOT approved THEN 'shop-not-approved' WHEN approved AND NOT fits THEN 'activity-not-allowed'
                WHEN fits AND NOT in_time THEN 'outside-period' ELSE 'exceeds-available-balance' END);
    END IF;
    RETURN payable;
END $$;

-- Locks what may be booked on, in the order of the ids, and gives what is available of each: what the budgets hold and what is promised
-- for them, and the free room of a fund where the price of what is left may be more than its promise.
CREATE FUNCTION redemptions_lock_accounts(p_municipality integer, p_budgets redemptions_budget[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    b redemptions_budget;
    ids bigint[] := '{}';
BEGIN
    FOREACH b IN ARRAY p_budgets LOOP
        ids := ids || b.account || b.committed;
        IF b.price * b.available > b.promised THEN
            ids := ids || ledger_open_account(
                p_municipality, 'FREE', 'EUR', NULL, NULL, redemptions_carrier(p_municipality, b.entitlement));
        END IF;
    END LOOP;
    RETURN (SELECT jsonb_object_agg(l.account_id, l.available) FROM ledger_lock_accounts(p_municipality, ids) l);
END $$;

-- The fund that carries an entitlement.
CREATE FUNCTION redemptions_carrier(p_municipality integer, p_entitlement uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT e.fund_id FROM entitlements_entitlement e WHERE e.municipality_id = p_municipality AND e.id = p_entitlement);
END $$;

-- What the person may still spend by the limits that hold, by unit: cents, points, lessons, and times (""). What is held counts until the
-- upkeep has said that its time is over, and what is dated later counts as well: a capture from just before that end, or a purchase from
-- just after midnight, may be booked before or after this. What was refunded does not. Asked under the lock of the pass, it stays true until
-- the purchase is written.
CREATE FUNCTION redemptions_room(p_municipality integer, p_ask redemptions_ask) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        WITH limits AS (
            SELECT l.*, '' AS shown_by FROM shops_limits(p_municipality, p_ask.shop, p_ask.activity, p_ask.day) l
            UNION ALL SELECT NULL, '', 'EUR', p_ask.day_limit, p_ask.day, 'CARD' WHERE p_ask.shown_by = 'CARD' AND p_ask.day_limit IS NOT NULL
        )
        SELECT jsonb_object_agg(room.unit, room.rest) FROM (
            SELECT l.unit, min(greatest(0, l.most - coalesce(spent.sum, 0))) AS rest
            FROM limits l CROSS JOIN LATERAL (
                SELECT sum(
                    CASE l.unit WHEN '' THEN 1 WHEN 'EUR' THEN r.euro_minor - r.refunded_euro_minor ELSE (
                        SELECT coalesce(sum(g.units_minor - g.refunded_units_minor), 0) FROM redemptions_line g
                        WHERE g.municipality_id = p_municipality AND g.redemption_id = r.id AND g.unit = l.unit) END) AS sum
                FROM redemptions_redemption r
                WHERE r.municipality_id = p_municipality AND r.person_id = p_ask.person AND r."on" >= l.since
                    AND r.state IN ('CAPTURED', 'HELD')
                    AND (l.shop_id IS NULL OR r.shop_id = l.shop_id) AND (l.activity = '' OR r.activity = l.activity)
                    AND (l.shown_by = '' OR r.shown_by = l.shown_by)
            ) spent
            GROUP BY l.unit
        ) room);
END $$;

-- What was spent of a budget on an activity, in its unit; what is held counts as for limits.
CREATE FUNCTION redemptions_spent_on(p_municipality integer, p_entitlement uuid, p_activity text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(l.units_minor - l.refunded_units_minor), 0) FROM redemptions_line l
        JOIN redemptions_redemption r ON r.municipality_id = p_municipality AND r.id = l.redemption_id
        WHERE l.municipality_id = p_municipality AND l.entitlement_id = p_entitlement AND r.activity = p_activity
            AND r.state IN ('CAPTURED', 'HELD'));
END $$;

-- Says what each budget pays, one after another, and refuses where that is not enough, or nothing.
CREATE FUNCTION redemptions_take(p_municipality integer, p_ask redemptions_ask, p_budgets redemptions_budget[], p_room jsonb, p_have jsonb)
RETURNS redemptions_budget[] LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    budgets redemptions_budget[] := p_budgets;
    room jsonb := coalesce(p_room, '{}');
    b redemptions_budget;
    rest bigint := p_ask.amount;
    cost bigint; -- of one unit, in what is asked
    may bigint;
    most bigint;
    limited boolean := false;
    in_pieces boolean := false; -- what is left is less than one unit of a budget that has one
BEGIN
    IF (room ->> '')::bigint < 1 THEN
        PERFORM redemptions_refuse('limit-reached');
    END IF;
    FOR i IN 1 .. cardinality(budgets) LOOP
        b := budgets[i];
        b.available := (p_have ->> b.account::text)::bigint;
        cost := CASE WHEN p_ask.unit = b.unit THEN 1 ELSE b.price END;
        may := least(b.available, rest / cost);
        most := least(
            CASE WHEN b.cap IS NOT NULL THEN
                greatest(0, b.cap - redemptions_spent_on(p_municipality, b.entitlement, p_ask.activity)) END,
            (room ->> 'EUR')::bigint / b.price, CASE WHEN b.unit <> 'EUR' THEN (room ->> b.unit)::bigint END);
        b.takes := least(may, most);
        limited := limited OR b.takes < may;
        in_pieces := in_pieces OR b.takes = may AND b.takes < b.available AND rest - b.takes * cost BETWEEN 1 AND cost - 1;
        rest := rest - b.takes * cost;
        room := room || jsonb_strip_nulls(jsonb_build_object('EUR', (room ->> 'EUR')::bigint - b.takes * b.price))
            || CASE WHEN b.unit = 'EUR' THEN '{}'
                ELSE jsonb_strip_nulls(jsonb_build_object(b.unit, (room ->> b.unit)::bigint - b.takes)) END;
        budgets[i] := b;
    END LOOP;
    IF rest > 0 AND (NOT p_ask.split OR rest = p_ask.amount) THEN
        PERFORM redemptions_refuse(
            CASE WHEN limited THEN 'limit-reached' WHEN in_pieces THEN 'not-a-whole-number-of-points' ELSE 'exceeds-available-balance' END);
    END IF;
    RETURN budgets;
END $$;

-- Says which fund bears what: what was promised by each in the proportion of its promise, and what the price is above that from the free
-- room of the fund that carries the entitlement. Refuses where there is not so much. Units take no more of the promise than their share of
-- what is left of it: however much a shop asks, the others keep theirs, and the last ones take what rounding left.
CREATE FUNCTION redemptions_parts(p_municipality integer, p_budgets redemptions_budget[], p_have jsonb) RETURNS redemptions_part[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    b redemptions_budget;
    id bigint;
    carrier uuid;
    have bigint[];
    euro bigint;
    promised bigint;
    euros bigint[];
    units bigint[];
    free jsonb := p_have;
    parts redemptions_part[] := '{}';
BEGIN
    FOREACH b IN ARRAY p_budgets LOOP
        CONTINUE WHEN b.takes = 0;
        have := '{}';
        promised := 0;
        FOREACH id IN ARRAY b.committed LOOP
            have := have || coalesce((p_have ->> id::text)::bigint, 0);
            promised := promised + have[cardinality(have)];
        END LOOP;
        euro := b.takes * b.price;
        promised := least(euro, div(promised::numeric * b.takes, b.available)::bigint);
        euros := redemptions_split(promised, have);
        units := CASE WHEN b.unit = 'EUR' THEN euros WHEN promised = 0 THEN array_fill(0::bigint, ARRAY[cardinality(have)])
            ELSE redemptions_split(b.takes, have) END;
        FOR i IN 1 .. cardinality(have) LOOP
            CONTINUE WHEN euros[i] = 0 AND units[i] = 0;
            parts := parts || ROW (
                b.nth, i, b.entitlement, b.funds[i], b.scheme, b.unit, b.price, units[i], euros[i], b.account, b.committed[i], b.committed[i],
                NULL, NULL, NULL)::redemptions_part;
        END LOOP;
        CONTINUE WHEN promised = euro;
        carrier := redemptions_carrier(p_municipality, b.entitlement);
        parts := parts || redemptions_part_of_free_room(p_municipality, b, carrier, b.committed[coalesce(array_position(b.funds, carrier), 1)],
            CASE WHEN b.unit = 'EUR' THEN euro - promised WHEN promised = 0 THEN b.takes ELSE 0 END, euro - promised, free);
        free := free || jsonb_build_object(
            parts[cardinality(parts)].source, (free ->> parts[cardinality(parts)].source::text)::bigint - (euro - promised));
    END LOOP;
    RETURN parts;
END $$;

CREATE FUNCTION redemptions_part_of_free_room(
    p_municipality integer, b redemptions_budget, p_fund uuid, p_committed bigint, p_units bigint, p_euro bigint, p_free jsonb
) RETURNS redemptions_part LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    source bigint := ledger_open_account(p_municipality, 'FREE', 'EUR', NULL, NULL, p_fund);
BEGIN
    -- What became short of its promise since the accounts were looked up was not locked: that is asked once more.
    IF p_free ->> source::text IS NULL THEN
        PERFORM redemptions_refuse('in-progress', '{}', 'GS001');
    ELSIF (p_free ->> source::text)::bigint < p_euro THEN
        PERFORM redemptions_refuse('fund-exhausted');
    END IF;
    RETURN ROW (
        b.nth, 1000, b.entitlement, p_fund, b.scheme, b.unit, b.price, p_units, p_euro, b.account, p_committed, source,
        NULL, NULL, NULL)::redemptions_part;
END $$;

-- Finds, or opens, the accounts that parts are booked on besides: what was spent, and of points and lessons what they cost and where they
-- were issued.
CREATE FUNCTION redemptions_find_accounts(p_municipality integer, p_parts redemptions_part[]) RETURNS redemptions_part[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    parts redemptions_part[] := p_parts;
    p redemptions_part;
BEGIN
    FOR i IN 1 .. cardinality(parts) LOOP
        p := parts[i];
        p.spent := ledger_open_account(p_municipality, 'SPENT', 'EUR', NULL, p.scheme, p.fund);
        IF p.unit <> 'EUR' THEN
            p.expense := ledger_open_account(p_municipality, 'GRANT_EXPENSE', 'EUR', NULL, p.scheme, p.fund);
            p.issued := ledger_open_account(p_municipality, 'ISSUED', p.unit, NULL, p.scheme, p.fund);
        END IF;
        parts[i] := p;
    END LOOP;
    RETURN parts;
END $$;

-- Gives the legs by which parts are booked. Of points and lessons the units go back to where they were issued, and what they cost is an
-- expense now; the euros of a pass were one when they were granted.
CREATE FUNCTION redemptions_legs(
    p_parts redemptions_part[], p_payable bigint, OUT debits bigint[], OUT credits bigint[], OUT amounts bigint[], OUT units text[]
) LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    p redemptions_part;
BEGIN
    FOREACH p IN ARRAY p_parts LOOP
        IF p.units > 0 THEN
            debits := debits || p.earmarked;
            credits := credits || CASE WHEN p.unit = 'EUR' THEN p_payable ELSE p.issued END;
            amounts := amounts || p.units;
            units := units || p.unit;
        END IF;
        IF p.euro > 0 AND p.unit <> 'EUR' THEN
            debits := debits || p.expense;
            credits := credits || p_payable;
            amounts := amounts || p.euro;
            units := units || 'EUR'::text;
        END IF;
        IF p.euro > 0 THEN
            debits := debits || p.spent;
            credits := credits || p.source;
            amounts := amounts || p.euro;
            units := units || 'EUR'::text;
        END IF;
    END LOOP;
END $$;

-- Writes a purchase with its lines, and books it or sets it aside; gives what the till is answered.
CREATE FUNCTION redemptions_write(p_municipality integer, p_ask redemptions_ask, p_budgets redemptions_budget[], p_parts redemptions_part[], p_payable bigint)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    made uuid := ledger_new_id();
    receipt bigint;
    hold bigint;
    entry bigint;
    until timestamptz;
    b redemptions_budget;
    taken bigint := 0;
    owed bigint := 0;
    legs record;
BEGIN
    FOREACH b IN ARRAY p_budgets LOOP
        taken := taken + b.takes * CASE WHEN p_ask.unit = b.unit THEN 1 ELSE b.price END;
        owed := owed + b.takes * b.price;
    END LOOP;
    legs := redemptions_legs(p_parts, p_payable);
    IF p_ask.reserve THEN
        until := p_ask.at + make_interval(mins => coalesce((
            SELECT t.hold_minutes FROM redemptions_terms t WHERE t.municipality_id = p_municipality AND t.valid_from <= p_ask.day
            ORDER BY t.valid_from DESC LIMIT 1), 30));
        hold := ledger_place_hold(
            p_municipality, 'redemption:' || made, 'spend', p_ask.at, until, 'set aside at a shop', legs.debits, legs.credits, legs.amounts, legs.units);
    ELSE
        entry := ledger_book(
            p_municipality, 'redemption:' || made, 'spend', p_ask.day, 'spent at a shop', NULL, legs.debits, legs.credits, legs.amounts, legs.units);
    END IF;
    INSERT INTO redemptions_redemption (
        municipality_id, id, person_id, pass_id, device_id, step, shown_by, till_id, location_id, shop_id, activity, unit, asked_minor, held_minor,
        taken_minor, euro_minor, own_minor, refunded_minor, refunded_euro_minor, reference, hold_id, entry_id, made_at, "on", expires_at, captured_at,
        captured_on, state)
    VALUES (
        p_municipality, made, p_ask.person, p_ask.pass, p_ask.device, p_ask.step, p_ask.shown_by, p_ask.till, p_ask.location, p_ask.shop,
        p_ask.activity, p_ask.unit, p_ask.amount, taken, taken, owed, p_ask.amount - taken, 0, 0, p_ask.reference, hold, entry, p_ask.at, p_ask.day,
        until, CASE WHEN NOT p_ask.reserve THEN p_ask.at END, CASE WHEN NOT p_ask.reserve THEN p_ask.day END,
        CASE WHEN p_ask.reserve THEN 'HELD' ELSE 'CAPTURED' END)
    RETURNING number INTO receipt;
    INSERT INTO redemptions_line (
        municipality_id, id, redemption_id, nth, part, entitlement_id, fund_id, scheme, unit, cents_per_unit, units_minor, euro_minor,
        refunded_units_minor, refunded_euro_minor, earmarked_account, committed_account, source_account, spent_account, expense_account, issued_account)
    SELECT p_municipality, ledger_new_id(), made, p.nth, p.part, p.entitlement, p.fund, p.scheme, p.unit, p.cents_per_unit, p.units, p.euro,
        0, 0, p.earmarked, p.committed, p.source, p.spent, p.expense, p.issued FROM unnest(p_parts) p;
    RETURN redemptions_told(made, CASE WHEN p_ask.reserve THEN 'HELD' ELSE 'BOOKED' END, taken, p_ask.amount - taken, receipt, p_ask.at, until);
END $$;

-- What a till is answered; the receipt's number ends in two check digits (ISO 7064, 97-10).
CREATE FUNCTION redemptions_told(
    p_id uuid, p_status text, p_amount bigint, p_own bigint, p_number bigint, p_at timestamptz, p_until timestamptz
) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN jsonb_build_object(
        'id', p_id, 'status', p_status, 'amount', p_amount, 'own', p_own,
        'receipt', p_number || lpad((98 - p_number % 97 * 100 % 97)::text, 2, '0'), 'booked_at', p_at, 'expires_at', p_until);
END $$;

CREATE FUNCTION redemptions_spend(p_municipality integer, p_ask redemptions_ask) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    budgets redemptions_budget[] := redemptions_budgets(p_municipality, p_ask);
    have jsonb := redemptions_lock_accounts(p_municipality, budgets);
    parts redemptions_part[];
    payable bigint;
BEGIN
    budgets := redemptions_take(p_municipality, p_ask, budgets, redemptions_room(p_municipality, p_ask), have);
    parts := redemptions_find_accounts(p_municipality, redemptions_parts(p_municipality, budgets, have));
    payable := ledger_open_account(p_municipality, 'SHOP_PAYABLE', 'EUR', p_ask.shop, NULL, NULL);
    IF p_ask.step IS NOT NULL AND NOT passes_use_step(p_municipality, p_ask.device, p_ask.step) THEN
        PERFORM redemptions_refuse('code-used');
    END IF;
    RETURN redemptions_write(p_municipality, p_ask, budgets, parts, payable);
END $$;

-- Authorises a purchase, and takes it at once unless it is to be reserved. A refusal undoes all but itself: it burns no code and no money.
CREATE FUNCTION redemptions_authorise(p_municipality integer, p_key text, p_mac bytea, p_ask jsonb, p_said jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    ask redemptions_ask := jsonb_populate_record(NULL::redemptions_ask, p_ask);
    answer jsonb := redemptions_begin(p_municipality, ask.till, p_key, p_mac);
    code text;
    facts text;
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    answer := passes_lock_shown(p_municipality, ask.pass, ask.device, ask.pin, p_said ->> 'actor', p_said ->> 'origin', ask.day);
    IF answer IS NULL THEN
        BEGIN
            answer := redemptions_spend(p_municipality, ask);
        EXCEPTION WHEN SQLSTATE 'GS002' THEN
            GET STACKED DIAGNOSTICS code = MESSAGE_TEXT, facts = PG_EXCEPTION_DETAIL;
            answer := jsonb_build_object('refused', code, 'facts', facts::jsonb);
        END;
    END IF;
    RETURN redemptions_answer_with(p_municipality, ask.till, p_key, p_mac, answer, 'redemptions.redeem', p_said);
END $$;

REVOKE ALL ON FUNCTION redemptions_budgets, redemptions_lock_accounts, redemptions_carrier,
    redemptions_room, redemptions_spent_on, redemptions_take, redemptions_parts,
    redemptions_part_of_free_room, redemptions_find_accounts, redemptions_legs, redemptions_write,
    redemptions_told, redemptions_spend, redemptions_authorise FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redemptions_budgets, redemptions_lock_accounts, redemptions_carrier,
    redemptions_room, redemptions_spent_on, redemptions_take, redemptions_parts,
    redemptions_part_of_free_room, redemptions_find_accounts, redemptions_legs, redemptions_write,
    redemptions_told, redemptions_spend, redemptions_authorise TO grondslag_app;
