-- A factor is proposed over exactly the claims that are there; what was proposed stays until it is taken back to a draft, and
-- after the lock the total can only rise.
CREATE FUNCTION rounds_check_round() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'DRAFT' AND NEW.state <> 'DRAFT' AND NOT EXISTS (
        SELECT 1 FROM rounds_claim c WHERE c.municipality_id = NEW.municipality_id AND c.round_id = NEW.id
        HAVING count(*) = count(c.contribution_minor) AND coalesce(sum(c.full_minor), 0) = NEW.full_minor
            AND coalesce(sum(c.contribution_minor), 0) = NEW.total_minor)
    THEN
        RAISE EXCEPTION 'a factor is proposed over all claims of the round' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> 'DRAFT' AND NEW.state <> 'DRAFT' AND (
        (NEW.factor_millionths, NEW.forced_millionths, NEW.full_minor, NEW.proposed_by_id, NEW.proposed_on)
            IS DISTINCT FROM (OLD.factor_millionths, OLD.forced_millionths, OLD.full_minor, OLD.proposed_by_id, OLD.proposed_on)
        OR (OLD.approved_by_id IS NOT NULL
            AND (NEW.approved_by_id, NEW.approved_on) IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_on))
        OR (OLD.locked_on IS NOT NULL AND NEW.locked_on IS DISTINCT FROM OLD.locked_on))
    THEN
        RAISE EXCEPTION 'a proposed factor and the word about it do not change' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> 'DRAFT' AND NEW.state <> 'DRAFT' AND NOT (OLD.state = 'LOCKED' AND NEW.state = 'LOCKED')
        AND NEW.total_minor IS DISTINCT FROM OLD.total_minor
    THEN
        RAISE EXCEPTION 'what was proposed does not change before the lock' USING ERRCODE = '23514';
    END IF;
    IF OLD.state = 'LOCKED' AND NEW.total_minor < OLD.total_minor THEN
        RAISE EXCEPTION 'after the lock contributions only rise' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION rounds_check_round() FROM PUBLIC;
CREATE TRIGGER rounds_round_four_eyes BEFORE UPDATE ON rounds_round FOR EACH ROW EXECUTE FUNCTION rounds_check_round();

-- Claims come in and change while the round is a draft. From the lock on a claim stays as it was divided, so that anyone can divide again:
-- it only becomes an award. What it gets more is a row of its own, and so is all of a claim that came later. Judged per statement: a
-- round may have 100,000 claims.
CREATE FUNCTION rounds_check_new_claims() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh n JOIN rounds_round r ON r.municipality_id = n.municipality_id AND r.id = n.round_id
        WHERE NOT (r.state IN ('DRAFT', 'LOCKED') AND n.contribution_minor IS NULL AND n.entitlement_id IS NULL))
    THEN
        RAISE EXCEPTION 'a claim comes in while the round is a draft or locked, and gets nothing yet' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION rounds_check_changed_claims() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh n JOIN stale o ON o.id = n.id
        JOIN rounds_round r ON r.municipality_id = n.municipality_id AND r.id = n.round_id
        WHERE NOT (r.state = 'DRAFT' AND n.entitlement_id IS NULL)
            AND NOT (r.state = 'LOCKED'
                AND (n.facts, n.full_minor, n.explanation, n.contribution_minor)
                    IS NOT DISTINCT FROM (o.facts, o.full_minor, o.explanation, o.contribution_minor)
                AND (o.entitlement_id IS NULL OR n.entitlement_id IS NOT DISTINCT FROM o.entitlement_id)))
    THEN
        RAISE EXCEPTION 'a claim changes while the round is a draft, and after the lock it is only awarded' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM fresh n JOIN rounds_round r ON r.municipality_id = n.municipality_id AND r.id = n.round_id
        LEFT JOIN entitlements_entitlement e ON e.municipality_id = n.municipality_id AND e.id = n.entitlement_id
            AND e.person_id = n.person_id AND e.scheme = r.scheme
        WHERE n.entitlement_id IS NOT NULL AND e.id IS NULL)
    THEN
        RAISE EXCEPTION 'a claim is awarded to its own person, under the scheme of its round' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION rounds_check_budget(p_round uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM rounds_round r WHERE r.id = p_round AND r.budget_minor < (
            SELECT coalesce(sum(c.contribution_minor), 0) FROM rounds_claim c
            WHERE c.municipality_id = r.municipality_id AND c.round_id = r.id) + (
            SELECT coalesce(sum(x.after_minor - x.before_minor), 0) FROM rounds_raise x
            JOIN rounds_claim c ON c.municipality_id = x.municipality_id AND c.id = x.claim_id
            WHERE c.municipality_id = r.municipality_id AND c.round_id = r.id))
    THEN
        RAISE EXCEPTION 'a round never passes its budget' USING ERRCODE = '23514';
    END IF;
END $$;

REVOKE ALL ON FUNCTION rounds_check_new_claims(), rounds_check_changed_claims(), rounds_check_budget(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rounds_check_budget(uuid) TO grondslag_app;
CREATE TRIGGER rounds_claim_new AFTER INSERT ON rounds_claim REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION rounds_check_new_claims();
CREATE TRIGGER rounds_claim_changed AFTER UPDATE ON rounds_claim REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION rounds_check_changed_claims();

-- A raise begins where the one before it ended, and is awarded to the person of its claim.
CREATE FUNCTION rounds_check_new_raises() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh n
        JOIN rounds_claim c ON c.municipality_id = n.municipality_id AND c.id = n.claim_id
        JOIN rounds_round r ON r.municipality_id = c.municipality_id AND r.id = c.round_id
        LEFT JOIN rounds_raise p ON p.municipality_id = n.municipality_id AND p.claim_id = n.claim_id AND p.number = n.number - 1
        LEFT JOIN entitlements_entitlement e ON e.municipality_id = n.municipality_id AND e.id = n.entitlement_id
            AND e.person_id = c.person_id AND e.scheme = r.scheme
        WHERE r.state <> 'LOCKED' OR e.id IS NULL OR n.after_minor > n.full_minor
            OR n.before_minor <> CASE WHEN n.number = 1 THEN coalesce(c.contribution_minor, 0) ELSE coalesce(p.after_minor, -1) END)
    THEN
        RAISE EXCEPTION 'a contribution rises after the lock, from what it was, for its own person' USING ERRCODE = '23514';
    END IF;
    PERFORM rounds_check_budget(d.round_id) FROM (
        SELECT DISTINCT c.round_id FROM fresh n
        JOIN rounds_claim c ON c.municipality_id = n.municipality_id AND c.id = n.claim_id) d;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION rounds_check_new_raises() FROM PUBLIC;
CREATE TRIGGER rounds_raise_new AFTER INSERT ON rounds_raise REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION rounds_check_new_raises();
