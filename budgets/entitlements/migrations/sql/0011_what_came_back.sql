-- To be asked in the transaction that puts something back onto passes, after it is booked: the run looks at these budgets again. What could
-- lapse by that day already can be spent for six more weeks, and lapses after two new notices; for longer where some of it stayed longer.
CREATE FUNCTION entitlements_came_back(p_municipality integer, p_entitlements uuid[], p_day date) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    UPDATE entitlements_pass_budget b SET over = false WHERE b.municipality_id = p_municipality AND b.entitlement_id = ANY (p_entitlements);
    UPDATE entitlements_pass_budget b
        SET lapses_on = greatest(b.rest_lapses_on, p_day + 43), keeps_minor = 0, rest_lapses_on = NULL
        WHERE b.municipality_id = p_municipality AND b.entitlement_id = ANY (p_entitlements) AND b.lapses_on <= p_day;
END $$;
REVOKE ALL ON FUNCTION entitlements_came_back FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entitlements_came_back TO grondslag_app;
