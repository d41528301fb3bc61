-- A pass is shown at a till: whose it is, whether it works, and that no code pays twice. Who asks is a function of another context that
-- plans by indexes (`plan_cache_mode`, `enable_seqscan`) and knows what else is asked.

-- Whose the code is that was shown: a card's, by its digest, or a phone's, by its handle; with what secures it on that day. It gives one
-- row, and costs the same, for a code of nobody; nobody has looked at the PIN yet, nor at the proof of the phone.
CREATE FUNCTION passes_look(p_municipality integer, p_code_hash text, p_handle text, p_day date)
RETURNS TABLE (
    pass_id uuid, person_id uuid, works boolean, has_pin boolean, day_limit_minor bigint, device_id uuid, offset_seconds integer,
    pin_required boolean, card_limit_minor bigint
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    phone record;
    terms record;
BEGIN
    SELECT d.id, d.pass_id, d.offset_seconds INTO phone FROM passes_device d
        WHERE d.municipality_id = p_municipality AND (d.handle = p_handle OR d.earlier_handle = p_handle) AND d.ended_on IS NULL LIMIT 1;
    SELECT c.pin_required, c.day_limit_minor INTO terms FROM passes_card_terms c
        WHERE c.municipality_id = p_municipality AND c.valid_from <= p_day ORDER BY c.valid_from DESC LIMIT 1;
    RETURN QUERY
        SELECT p.id, p.person_id, p.state = 'ACTIVE', p.pin_hash <> '', p.day_limit_minor, phone.id, phone.offset_seconds,
            terms.pin_required, terms.day_limit_minor
        FROM (SELECT) one
        LEFT JOIN passes_pass p ON p.municipality_id = p_municipality AND (p.code_hash = p_code_hash OR p.id = phone.pass_id);
END $$;

-- Locks the pass that was shown, by a phone, with the digest of a PIN, or by a card alone, and looks again whether it pays: it may have
-- been blocked since, and wrong PINs are counted one after another. Gives a refusal, or NULL. It answers and does not raise: the count of a
-- wrong PIN stays whatever becomes of the purchase. The wrong one after which the card is locked is told so, with `left`: it was tried.
CREATE FUNCTION passes_lock_shown(
    p_municipality integer, p_pass uuid, p_device uuid, p_pin text, p_actor text, p_origin text, p_day date
) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    most CONSTANT integer := 5;
    shown record;
    wrong integer;
BEGIN
    SELECT p.state, p.pin_hash, p.pin_tries INTO shown FROM passes_pass p
        WHERE p.municipality_id = p_municipality AND p.id = p_pass FOR NO KEY UPDATE;
    IF shown.state IS DISTINCT FROM 'ACTIVE' OR p_device IS NOT NULL AND NOT EXISTS (
        SELECT FROM passes_device d WHERE d.municipality_id = p_municipality AND d.id = p_device AND d.ended_on IS NULL)
    THEN
        RETURN '{"refused": "pass-unknown", "facts": {}}';
    ELSIF p_device IS NOT NULL THEN
        RETURN NULL;
    ELSIF p_pin IS NULL THEN
        RETURN CASE WHEN shown.pin_hash <> '' THEN '{"refused": "pin-required", "facts": {}}'::jsonb END;
    ELSIF shown.pin_tries >= most THEN
        RETURN '{"refused": "pin-locked", "facts": {}}';
    END IF;
    -- Without a PIN there is no right one.
    wrong := CASE WHEN shown.pin_hash = p_pin AND shown.pin_hash <> '' THEN 0 ELSE shown.pin_tries + 1 END;
    IF wrong <> shown.pin_tries THEN
        UPDATE passes_pass SET pin_tries = wrong WHERE municipality_id = p_municipality AND id = p_pass;
    END IF;
    IF wrong = 0 THEN
        RETURN NULL;
    END IF;
    INSERT INTO trail_act (municipality_id, id, actor, name, refused, subject, origin, facts, "on")
        VALUES (
            p_municipality, ledger_new_id(), p_actor, 'pass.pin_mistaken', '', p_pass, p_origin,
            jsonb_build_object('left', most - wrong), p_day);
    RETURN jsonb_build_object(
        'refused', CASE WHEN wrong < most THEN 'pin-wrong' ELSE 'pin-locked' END, 'facts', jsonb_build_object('left', most - wrong));
END $$;

-- Uses up what a phone showed, in the transaction that books: whatever undoes that gives it back. Another that uses it at the same time is
-- waited for. Gives whether it was still to be used.
CREATE FUNCTION passes_use_step(p_municipality integer, p_device uuid, p_step bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO passes_used_step (municipality_id, id, device_id, step)
        VALUES (p_municipality, ledger_new_id(), p_device, p_step) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION passes_look, passes_lock_shown, passes_use_step FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passes_look, passes_lock_shown, passes_use_step TO grondslag_app;
