-- What a pass carries on a day, in the order in which it pays (`budgets/passes/order.py`): those for some activities only before those
-- for anything, then what lapses the soonest, then the oldest. Amounts are minor units of `unit`; `available` is what no hold has set
-- aside. `activities` NULL: anything; `until` NULL: it stays; `worth_minor` NULL: the terms do not say what a unit is worth.
--
-- It sees what the row-level security of the asker lets it see.
CREATE FUNCTION passes_carried(p_municipality integer, p_pass uuid, p_day date)
RETURNS TABLE (
    entitlement_id uuid, person_id uuid, scheme text, budget text, unit text, account_id bigint, balance bigint,
    available bigint, granted_on date, activities text[], caps jsonb, until date, worth_minor bigint
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY
    WITH whose AS (
        -- All budgets of the pass's person; and of its household, as long as that person lives there, those that were awarded with it to
        -- members without a pass of their own.
        SELECT p.person_id, NULL::uuid AS with_household FROM passes_pass p WHERE p.municipality_id = p_municipality AND p.id = p_pass
        UNION ALL
        SELECT m.person_id, p.household_id
        FROM passes_pass p
        JOIN parties_household_member m ON m.municipality_id = p.municipality_id AND m.household_id = p.household_id
        WHERE p.municipality_id = p_municipality AND p.id = p_pass AND m.person_id <> p.person_id
            AND m.from_on <= p_day AND (m.until_on IS NULL OR m.until_on > p_day)
            AND EXISTS (
                SELECT FROM parties_household_member holder
                WHERE holder.municipality_id = m.municipality_id AND holder.household_id = m.household_id AND holder.person_id = p.person_id
                    AND holder.from_on <= p_day AND (holder.until_on IS NULL OR holder.until_on > p_day))
            AND NOT EXISTS (
                SELECT FROM passes_pass own WHERE own.municipality_id = m.municipality_id AND own.person_id = m.person_id
                    AND own.state IN ('ACTIVE', 'BLOCKED'))
    )
    SELECT e.id, e.person_id, e.scheme::text, e.budget::text, e.unit::text, b.account, l.balance, l.balance - l.held,
        b.granted_on, CASE WHEN b.activities IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(b.activities)) END, b.caps, last.day,
        CASE b.worth_key WHEN '' THEN 1 ELSE (
            -- What the terms say on that day, those of the cohort before those of every cohort.
            SELECT (t.value::numeric * 100)::bigint FROM schemes_term t
            WHERE t.municipality_id = p_municipality AND t.scheme = e.scheme AND t.cohort IN (e.cohort, '*') AND t.key = b.worth_key
                AND t.valid_from <= p_day AND (t.valid_until IS NULL OR t.valid_until > p_day)
            ORDER BY t.cohort = '*', t.valid_from DESC LIMIT 1) END
    FROM whose w
    -- One after another, as OFFSET makes it: while a town is new, the planner takes any index for good enough, and reads the whole town.
    CROSS JOIN LATERAL (
        SELECT o.id, o.person_id, o.scheme, o.cohort, o.budget, o.unit FROM entitlements_entitlement o
        WHERE o.municipality_id = p_municipality AND o.person_id = w.person_id
            AND (w.with_household IS NULL OR o.household_id = w.with_household) OFFSET 0
    ) e
    CROSS JOIN LATERAL (
        SELECT o.account, o.granted_on, o.activities, o.caps, o.worth_key, o.keeps_minor, o.rest_lapses_on, o.lapses_on
        FROM entitlements_pass_budget o WHERE o.municipality_id = p_municipality AND o.entitlement_id = e.id OFFSET 0
    ) b
    CROSS JOIN LATERAL (
        SELECT o.balance, o.held FROM ledger_balance o
        WHERE o.municipality_id = p_municipality AND o.account_id = b.account AND o.balance > 0 OFFSET 0
    ) l
    CROSS JOIN LATERAL (SELECT CASE WHEN l.balance <= b.keeps_minor THEN b.rest_lapses_on ELSE b.lapses_on END AS day) lapses
    LEFT JOIN LATERAL (
        -- The last day of use: later than was said where the notices came or will come late, as the books ask (`ledger_was_announced`).
        SELECT greatest(
            lapses.day, coalesce(min(n.given_on) FILTER (WHERE n.number = 1), p_day) + 42,
            coalesce(min(n.given_on) FILTER (WHERE n.number = 2), p_day) + 21) - 1 AS day
        FROM entitlements_notice n
        WHERE n.municipality_id = p_municipality AND n.entitlement_id = e.id AND n.lapses_on = lapses.day
    ) last ON lapses.day IS NOT NULL
    ORDER BY b.activities IS NULL, coalesce(last.day, 'infinity'), b.granted_on, e.id;
END $$;

REVOKE ALL ON FUNCTION passes_carried FROM PUBLIC;
GRANT EXECUTE ON FUNCTION passes_carried TO grondslag_app;
