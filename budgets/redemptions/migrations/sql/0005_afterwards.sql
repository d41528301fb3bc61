-- What becomes of a purchase: it is captured, whole or in part, or cancelled, or expires; and what was captured is refunded.

-- The lines of a purchase as what is left of each, in the order in which they pay.
CREATE FUNCTION redemptions_lines(p_municipality integer, p_redemption uuid) RETURNS redemptions_part[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            ROW (
                l.nth, l.part, l.entitlement_id, l.fund_id, l.scheme, l.unit, l.cents_per_unit, l.units_minor - l.refunded_units_minor,
                l.euro_minor - l.refunded_euro_minor, l.earmarked_account, l.committed_account, l.source_account, l.spent_account,
                l.expense_account, l.issued_account)::redemptions_part ORDER BY l.nth, l.part)
        FROM redemptions_line l WHERE l.municipality_id = p_municipality AND l.redemption_id = p_redemption);
END $$;

-- Gives of each line the part that an amount takes, in the unit that was asked: of whole budgets in their order or backwards, and within
-- one of each fund in the proportion of what is left. Refuses where what remains is no whole number of points.
CREATE FUNCTION redemptions_portion(p_lines redemptions_part[], p_unit text, p_amount bigint, p_backwards boolean) RETURNS redemptions_part[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    taken redemptions_part[] := '{}';
    b record;
    p redemptions_part;
    rest bigint := p_amount;
    cost bigint;
    takes bigint;
    units bigint[];
    euros bigint[];
BEGIN
    FOR b IN
        SELECT l.nth, max(l.unit) AS unit, max(l.cents_per_unit) AS price, sum(l.units)::bigint AS units,
            array_agg(l ORDER BY l.part) AS lines, array_agg(l.units ORDER BY l.part) AS of_units, array_agg(l.euro ORDER BY l.part) AS of_euros
        FROM unnest(p_lines) l GROUP BY l.nth ORDER BY CASE WHEN p_backwards THEN -l.nth ELSE l.nth END
    LOOP
        cost := CASE WHEN p_unit = b.unit THEN 1 ELSE b.price END;
        takes := least(b.units, rest / cost);
        rest := rest - takes * cost;
        euros := redemptions_split(takes * b.price, b.of_euros);
        units := CASE WHEN b.unit = 'EUR' THEN euros ELSE redemptions_split(takes, b.of_units) END;
        FOR i IN 1 .. cardinality(b.of_units) LOOP
            p := b.lines[i];
            p.units := units[i];
            p.euro := euros[i];
            taken := taken || p;
        END LOOP;
    END LOOP;
    IF rest > 0 THEN
        PERFORM redemptions_refuse('not-a-whole-number-of-points');
    END IF;
    RETURN taken;
END $$;

-- Says of a purchase that is set aside why it cannot be ended by the till any more.
CREATE FUNCTION redemptions_check_held(r redemptions_redemption, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF r.state IN ('CAPTURED', 'REFUNDED') THEN
        PERFORM redemptions_refuse('already-captured');
    ELSIF r.state = 'CANCELLED' THEN
        PERFORM redemptions_refuse('already-cancelled');
    ELSIF r.state = 'EXPIRED' OR p_at >= r.expires_at THEN
        -- Also when nothing has come by to expire it.
        PERFORM redemptions_refuse('hold-expired');
    END IF;
END $$;

-- Takes what was set aside, or the first part of it; the rest comes free.
CREATE FUNCTION redemptions_capture(p_municipality integer, r redemptions_redemption, p_amount bigint, p_day date, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    lines redemptions_part[] := redemptions_lines(p_municipality, r.id);
    amount bigint := coalesce(p_amount, r.taken_minor);
    taken redemptions_part[];
    amounts bigint[];
    entry bigint;
BEGIN
    PERFORM redemptions_check_held(r, p_at);
    IF amount > r.taken_minor THEN
        PERFORM redemptions_refuse('exceeds-hold');
    END IF;
    taken := redemptions_portion(lines, r.unit, amount, false);
    -- As much of each leg as the portion says, in the order in which the legs were held (`redemptions_legs`).
    SELECT array_agg(l.amount ORDER BY h.nth, h.part, l.k) INTO amounts
        FROM unnest(lines) h JOIN unnest(taken) t ON t.nth = h.nth AND t.part = h.part
        CROSS JOIN LATERAL (VALUES
            (1, h.units, t.units), (2, CASE WHEN h.unit <> 'EUR' THEN h.euro ELSE 0 END, t.euro), (3, h.euro, t.euro)
        ) l (k, held, amount)
        WHERE l.held > 0;
    entry := ledger_post_hold(p_municipality, 'redemption:' || r.id || ':capture', r.hold_id, p_day, p_at, amounts);
    UPDATE redemptions_line l SET units_minor = t.units, euro_minor = t.euro FROM unnest(taken) t
        WHERE amount < r.taken_minor AND l.municipality_id = p_municipality AND l.redemption_id = r.id AND l.nth = t.nth AND l.part = t.part;
    UPDATE redemptions_redemption SET state = 'CAPTURED', taken_minor = amount, euro_minor = (SELECT sum(t.euro) FROM unnest(taken) t),
        entry_id = entry, captured_at = p_at, captured_on = p_day
        WHERE municipality_id = p_municipality AND id = r.id;
    RETURN redemptions_told(r.id, 'BOOKED', amount, r.own_minor, r.number, p_at, NULL);
END $$;

-- Lets go of what was set aside.
CREATE FUNCTION redemptions_cancel(p_municipality integer, r redemptions_redemption, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM redemptions_check_held(r, p_at);
    PERFORM ledger_void_hold(p_municipality, 'redemption:' || r.id || ':cancel', r.hold_id, p_at);
    UPDATE redemptions_redemption SET state = 'CANCELLED' WHERE municipality_id = p_municipality AND id = r.id;
    RETURN redemptions_told(r.id, 'CANCELLED', r.taken_minor, r.own_minor, r.number, p_at, NULL);
END $$;

-- Says why nothing, or not so much, of a purchase is given back any more.
CREATE FUNCTION redemptions_check_refund(p_municipality integer, r redemptions_redemption, p_amount bigint, p_day date, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF r.state = 'HELD' AND p_at < r.expires_at THEN
        PERFORM redemptions_refuse('not-captured-yet');
    ELSIF r.state NOT IN ('CAPTURED', 'REFUNDED') THEN
        PERFORM redemptions_check_held(r, p_at);
    ELSIF p_day > r.captured_on + coalesce((
        SELECT t.refund_days FROM redemptions_terms t WHERE t.municipality_id = p_municipality AND t.valid_from <= r.captured_on
        ORDER BY t.valid_from DESC LIMIT 1), 30)
    THEN
        PERFORM redemptions_refuse('refund-window-closed');
    ELSIF p_amount > r.taken_minor - r.refunded_minor OR r.state = 'REFUNDED' THEN
        PERFORM redemptions_refuse('exceeds-purchase');
    END IF;
END $$;

-- Gives back what was taken, or the last part of it, to where it came from. What was spent is promised again.
CREATE FUNCTION redemptions_refund(
    p_municipality integer, r redemptions_redemption, p_till uuid, p_amount bigint, p_reason text, p_day date, p_at timestamptz
) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    amount bigint := coalesce(p_amount, r.taken_minor - r.refunded_minor);
    back redemptions_part[];
    owed bigint;
    nth integer;
    payable bigint;
    legs record;
    entry bigint;
BEGIN
    PERFORM redemptions_check_refund(p_municipality, r, amount, p_day, p_at);
    back := redemptions_portion(redemptions_lines(p_municipality, r.id), r.unit, amount, true);
    owed := (SELECT sum(b.euro) FROM unnest(back) b);
    nth := 1 + (SELECT count(*) FROM redemptions_refund f WHERE f.municipality_id = p_municipality AND f.redemption_id = r.id);
    payable := ledger_open_account(p_municipality, 'SHOP_PAYABLE', 'EUR', r.shop_id, NULL, NULL);
    SELECT array_agg(l.debit) AS debits, array_agg(l.credit) AS credits, array_agg(l.amount) AS amounts, array_agg(l.unit) AS units INTO legs
        FROM unnest(back) b
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN b.unit = 'EUR' THEN payable ELSE b.issued END, b.earmarked, b.units, b.unit),
            (payable, b.expense, CASE WHEN b.unit <> 'EUR' THEN b.euro ELSE 0 END, 'EUR'),
            (b.committed, b.spent, b.euro, 'EUR')
        ) l (debit, credit, amount, unit)
        WHERE l.amount > 0;
    entry := ledger_book(
        p_municipality, 'redemption:' || r.id || ':refund:' || nth, 'refund', p_day, 'given back by a shop', NULL,
        legs.debits, legs.credits, legs.amounts, legs.units);
    PERFORM entitlements_came_back(p_municipality, ARRAY(SELECT DISTINCT b.entitlement FROM unnest(back) b), p_day);
    INSERT INTO redemptions_refund (municipality_id, id, redemption_id, number, till_id, amount_minor, euro_minor, reason, entry_id, made_at, "on")
        VALUES (p_municipality, ledger_new_id(), r.id, nth, p_till, amount, owed, p_reason, entry, p_at, p_day);
    UPDATE redemptions_line l SET refunded_units_minor = l.refunded_units_minor + b.units, refunded_euro_minor = l.refunded_euro_minor + b.euro
        FROM unnest(back) b
        -- Of a fund that bears less than a cent of each point, points may come back without a cent.
        WHERE b.units + b.euro > 0 AND l.municipality_id = p_municipality AND l.redemption_id = r.id AND l.nth = b.nth AND l.part = b.part;
    UPDATE redemptions_redemption SET refunded_minor = refunded_minor + amount, refunded_euro_minor = refunded_euro_minor + owed,
        state = CASE WHEN refunded_minor + amount = taken_minor THEN 'REFUNDED' ELSE state END
        WHERE municipality_id = p_municipality AND id = r.id;
    RETURN redemptions_told(r.id, 'REFUNDED', amount, r.own_minor, r.number, p_at, NULL);
END $$;

-- Does what a till asks of an earlier purchase of its shop: 'capture', 'cancel' or 'refund'. Of one that the shop does not have it says so,
-- and keeps no answer.
CREATE FUNCTION redemptions_change(
    p_municipality integer, p_till uuid, p_shop uuid, p_key text, p_mac bytea, p_act text, p_redemption uuid, p_amount bigint, p_reason text,
    p_said jsonb
) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    answer jsonb := redemptions_begin(p_municipality, p_till, p_key, p_mac);
    r redemptions_redemption;
    day date := (p_said ->> 'day')::date;
    at timestamptz := (p_said ->> 'at')::timestamptz;
    code text;
    facts text;
BEGIN
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    SELECT * INTO r FROM redemptions_redemption e
        WHERE e.municipality_id = p_municipality AND e.id = p_redemption AND e.shop_id = p_shop FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"unknown": true}';
    END IF;
    BEGIN
        answer := CASE p_act WHEN 'capture' THEN redemptions_capture(p_municipality, r, p_amount, day, at)
            WHEN 'cancel' THEN redemptions_cancel(p_municipality, r, at)
            ELSE redemptions_refund(p_municipality, r, p_till, p_amount, p_reason, day, at) END;
    EXCEPTION WHEN SQLSTATE 'GS001' OR SQLSTATE 'GS002' THEN
        GET STACKED DIAGNOSTICS code = MESSAGE_TEXT, facts = PG_EXCEPTION_DETAIL;
        -- The ledger may have let go of what was held: since the moment of the request, or because the person died or moved away.
        IF SQLSTATE = 'GS001' AND code NOT IN ('hold-expired', 'hold-ended') THEN
            RAISE;
        END IF;
        answer := CASE SQLSTATE WHEN 'GS002' THEN jsonb_build_object('refused', code, 'facts', facts::jsonb)
            ELSE '{"refused": "hold-expired", "facts": {}}' END;
    END;
    RETURN redemptions_answer_with(p_municipality, p_till, p_key, p_mac, answer, 'redemptions.' || p_act, p_said);
END $$;

-- Says of purchases that their time was over before they were captured, at most so many; gives how many. Those that others end just now
-- are left to them. What they set aside comes free by the ledger.
CREATE FUNCTION redemptions_expire(p_municipality integer, p_at timestamptz, p_most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    over integer;
BEGIN
    UPDATE redemptions_redemption r SET state = 'EXPIRED'
        FROM (
            SELECT e.id FROM redemptions_redemption e
            WHERE e.municipality_id = p_municipality AND e.state = 'HELD' AND e.expires_at <= p_at
            ORDER BY e.expires_at LIMIT p_most FOR NO KEY UPDATE SKIP LOCKED
        ) due
        WHERE r.municipality_id = p_municipality AND r.id = due.id;
    GET DIAGNOSTICS over = ROW_COUNT;
    RETURN over;
END $$;

REVOKE ALL ON FUNCTION redemptions_lines, redemptions_portion, redemptions_check_held, redemptions_capture, redemptions_cancel,
    redemptions_check_refund, redemptions_refund, redemptions_change, redemptions_expire FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redemptions_lines, redemptions_portion, redemptions_check_held, redemptions_capture, redemptions_cancel,
    redemptions_check_refund, redemptions_refund, redemptions_change, redemptions_expire TO grondslag_app;
