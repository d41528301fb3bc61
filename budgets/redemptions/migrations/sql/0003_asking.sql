-- How a till asks and is answered. What is refused to a cashier goes by state GS002, and is answered and kept; GS001 is not.
-- The functions that are asked from outside plan by indexes (`plan_cache_mode`, `enable_seqscan`), and all that they ask does so with them.

CREATE FUNCTION redemptions_refuse(p_code text, p_facts jsonb DEFAULT '{}', p_state text DEFAULT 'GS002') RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = p_state, MESSAGE = p_code, DETAIL = p_facts::text;
END $$;

-- Takes the key of a till until the transaction ends, and gives what was answered under it; NULL: nothing yet. Who asks with the key while
-- another does is sent away at once and not kept waiting.
CREATE FUNCTION redemptions_begin(p_municipality integer, p_till uuid, p_key text, p_mac bytea) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    earlier record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(concat_ws('|', 'redemptions', p_municipality, p_till, p_key), 0)) THEN
        PERFORM redemptions_refuse('in-progress', '{}', 'GS001');
    END IF;
    SELECT a.request_mac, a.outcome INTO earlier FROM redemptions_answer a
        WHERE a.municipality_id = p_municipality AND a.till_id = p_till AND a.key = p_key;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF earlier.request_mac <> p_mac THEN
        PERFORM redemptions_refuse('idempotency-key-reused', jsonb_build_object('key', p_key), 'GS001');
    END IF;
    RETURN earlier.outcome || '{"replayed": true}';
END $$;

-- Keeps an answer under its key, for ever, and writes in the trail what was done or refused.
CREATE FUNCTION redemptions_answer_with(
    p_municipality integer, p_till uuid, p_key text, p_mac bytea, p_outcome jsonb, p_act text, p_said jsonb
) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO redemptions_answer (municipality_id, id, till_id, key, request_mac, outcome, made_at)
        VALUES (p_municipality, ledger_new_id(), p_till, p_key, p_mac, p_outcome, (p_said ->> 'at')::timestamptz);
    INSERT INTO trail_act (municipality_id, id, actor, name, refused, subject, origin, facts, "on")
        VALUES (
            p_municipality, ledger_new_id(), p_said ->> 'actor',
            CASE WHEN p_outcome ? 'refused' THEN p_act || '.refused' ELSE 'redemption.' || lower(p_outcome ->> 'status') END,
            coalesce(p_outcome ->> 'refused', ''), coalesce(p_outcome ->> 'id', p_said ->> 'subject')::uuid, p_said ->> 'origin',
            CASE WHEN p_outcome ? 'refused' THEN p_outcome -> 'facts' ELSE jsonb_build_object('amount_minor', p_outcome -> 'amount') END,
            (p_said ->> 'day')::date);
    RETURN p_outcome;
END $$;

-- Keeps a refusal that was found without the books: a code of nobody, a moment too late.
CREATE FUNCTION redemptions_refuse_for_good(
    p_municipality integer, p_till uuid, p_key text, p_mac bytea, p_refusal jsonb, p_act text, p_said jsonb
) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    earlier jsonb := redemptions_begin(p_municipality, p_till, p_key, p_mac);
BEGIN
    RETURN coalesce(
        earlier, redemptions_answer_with(p_municipality, p_till, p_key, p_mac, p_refusal, p_act, p_said));
END $$;

-- What a till must know before it asks the books, in one trip: the answer under its key if there is one, and whose the code is that it was
-- shown (`passes_look`).
CREATE FUNCTION redemptions_look(
    p_municipality integer, p_till uuid, p_key text, p_mac bytea, p_code_hash text, p_handle text, p_day date
) RETURNS TABLE (
    answer jsonb, pass_id uuid, person_id uuid, works boolean, has_pin boolean, day_limit_minor bigint, device_id uuid, offset_seconds integer,
    pin_required boolean, card_limit_minor bigint
) LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    earlier jsonb := redemptions_begin(p_municipality, p_till, p_key, p_mac);
BEGIN
    RETURN QUERY SELECT earlier, l.* FROM passes_look(p_municipality, p_code_hash, p_handle, p_day) l;
END $$;

-- Splits an amount over weights in their proportion, by cumulative rounding: the parts are whole, add up to it, and none is above its
-- weight as long as the amount is not above their sum. Without any weight all of it is the first's.
CREATE FUNCTION redemptions_split(p_amount bigint, p_weights bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    whole numeric := (SELECT sum(w) FROM unnest(p_weights) w);
    so_far numeric := 0;
    given bigint := 0;
    upto bigint;
    parts bigint[] := '{}';
BEGIN
    IF cardinality(p_weights) = 1 THEN -- Most of what is spent.
        RETURN ARRAY[p_amount];
    END IF;
    FOR i IN 1 .. cardinality(p_weights) LOOP
        so_far := so_far + p_weights[i];
        upto := CASE WHEN whole = 0 THEN p_amount ELSE div(p_amount * so_far, whole) END;
        parts := parts || (upto - given);
        given := upto;
    END LOOP;
    RETURN parts;
END $$;

REVOKE ALL ON FUNCTION redemptions_refuse, redemptions_begin, redemptions_answer_with, redemptions_refuse_for_good, redemptions_look,
    redemptions_split FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redemptions_refuse, redemptions_begin, redemptions_answer_with, redemptions_refuse_for_good, redemptions_look,
    redemptions_split TO grondslag_app;
