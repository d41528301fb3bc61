-- Whose budgets a pass carries on a day: its person's, all of them; and of a household those that were awarded with it to members who
-- have no pass of their own. `with_household` is NULL for the person.
CREATE FUNCTION passes_whose(p_municipality integer, p_pass uuid, p_day date)
RETURNS TABLE (person_id uuid, with_household uuid) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY
        SELECT p.person_id, NULL::uuid FROM passes_pass p WHERE p.municipality_id = p_municipality AND p.id = p_pass
        UNION ALL
        SELECT m.person_id, p.household_id
        FROM passes_pass p
        JOIN parties_household_member m ON m.municipality_id = p.municipality_id AND m.household_id = p.household_id
        WHERE p.municipality_id = p_municipality AND p.id = p_pass AND m.person_id <> p.person_id
            AND m.from_on <= p_day AND (m.until_on IS NULL OR m.until_on > p_day)
            AND NOT EXISTS (
                SELECT FROM passes_pass own WHERE own.municipality_id = m.municipality_id AND own.person_id = m.person_id
                    AND own.state IN ('ACTIVE', 'BLOCKED'));
END $$;

-- The last day on which what is left of a budget can be spent: the day before it may lapse by its terms, or later where the notices came
-- or will come late. NULL: it stays. The books hold the same (`ledger_was_announced`).
CREATE FUNCTION passes_usable_until(p_municipality integer, p_entitlement uuid, p_lapses date, p_day date) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    first_on date := p_day;
    second_on date := p_day;
BEGIN
    IF p_lapses IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(min(n.given_on) FILTER (WHERE n.number = 1), p_day), coalesce(min(n.given_on) FILTER (WHERE n.number = 2), p_day)
        INTO first_on, second_on
        FROM entitlements_notice n
        WHERE n.municipality_id = p_municipality AND n.entitlement_id = p_entitlement AND n.lapses_on = p_lapses;
    RETURN greatest(p_lapses, first_on + 42, second_on + 21) - 1;
END $$;

-- What one minor unit is worth on a day, in cents: a cent is one, a point or a lesson what the terms say on that day, those of the cohort
-- before those of every cohort. NULL: the terms do not say it.
CREATE FUNCTION passes_worth(p_municipality integer, p_scheme text, p_cohort text, p_key text, p_day date) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    IF p_key = '' THEN
        RETURN 1;
    END IF;
    RETURN (
        SELECT (t.value::numeric * 100)::bigint FROM schemes_term t
        WHERE t.municipality_id = p_municipality AND t.scheme = p_scheme AND t.cohort IN (p_cohort, '*') AND t.key = p_key
            AND t.valid_from <= p_day AND (t.valid_until IS NULL OR t.valid_until > p_day)
        ORDER BY t.cohort = '*', t.valid_from DESC LIMIT 1);
END $$;

-- What a pass carries on a day, in the order in which it pays (`budgets/passes/order.py`): those for some activities only before those
-- for anything, then what lapses the soonest, then the oldest. Amounts are minor units of `unit`; `available` is what no hold has set
-- aside. `activities` NULL: anything. It sees what the row-level security of the asker lets it see.
CREATE FUNCTION passes_carried(p_municipality integer, p_pass uuid, p_day date)
RETURNS TABLE (
    entitlement_id uuid, person_id uuid, scheme text, cohort text, budget text, unit text, account_id bigint, balance bigint,
    available bigint, granted_on date, activities text[], caps jsonb, until date, worth_minor bigint, nth integer
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY
        SELECT e.id, e.person_id, e.scheme::text, e.cohort::text, e.budget::text, e.unit::text, b.account, l.balance, l.balance - l.held,
            b.granted_on, CASE WHEN b.activities IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(b.activities)) END, b.caps, u.until,
            passes_worth(p_municipality, e.scheme, e.cohort, b.worth_key, p_day),
            row_number() OVER (ORDER BY b.activities IS NULL, coalesce(u.until, 'infinity'), b.granted_on, e.id)::integer
        FROM passes_whose(p_municipality, p_pass, p_day) w
        JOIN entitlements_entitlement e ON e.municipality_id = p_municipality AND e.person_id = w.person_id
            AND (w.with_household IS NULL OR e.household_id = w.with_household)
        JOIN entitlements_pass_budget b ON b.municipality_id = p_municipality AND b.entitlement_id = e.id
        JOIN ledger_balance l ON l.municipality_id = p_municipality AND l.account_id = b.account AND l.balance > 0
        CROSS JOIN LATERAL (
            SELECT passes_usable_until(
                p_municipality, e.id,
                CASE WHEN l.balance <= b.keeps_minor THEN b.rest_lapses_on ELSE b.lapses_on END, p_day) AS until
        ) u
        ORDER BY 15;
END $$;

REVOKE ALL ON FUNCTION passes_whose, passes_usable_until, passes_worth, passes_carried FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passes_whose, passes_usable_until, passes_worth, passes_carried TO grondslag_app;
