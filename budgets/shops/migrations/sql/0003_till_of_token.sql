-- Gives the till of a token's digest, unless it was revoked, and the shop that it stands in. It sees what its caller may see: the
-- municipality is told by who calls, often in the same statement, and row-level security does the rest.
CREATE FUNCTION shops_till_of_token(p_municipality integer, p_token_hash text)
RETURNS TABLE (till_id uuid, location_id uuid, shop_id uuid, shop_state text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT t.id, l.id, s.id, s.state::text
    FROM shops_till t
    JOIN shops_location l ON l.municipality_id = t.municipality_id AND l.id = t.location_id
    JOIN shops_shop s ON s.municipality_id = l.municipality_id AND s.id = l.shop_id
    WHERE t.municipality_id = p_municipality AND t.token_hash = p_token_hash AND t.revoked_at IS NULL;
END $$;

REVOKE EXECUTE ON FUNCTION shops_till_of_token(integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shops_till_of_token(integer, text) TO grondslag_app;
