-- What was agreed with a shop and holds on a day, for whoever books what is spent there. Who asks is a function of another context that plans
-- by indexes (`plan_cache_mode`, `enable_seqscan`).

-- The schemes that a shop may take, for an activity ('': one that is not said). NULL: the shop takes part no more.
CREATE FUNCTION shops_schemes(p_municipality integer, p_shop uuid, p_activity text, p_day date) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT ARRAY(
            SELECT a.scheme::text FROM shops_approval a WHERE a.municipality_id = p_municipality AND a.shop_id = p_shop
                AND a.activity IN ('', p_activity) AND a.valid_from <= p_day AND (a.valid_until IS NULL OR a.valid_until > p_day))
        FROM shops_shop s WHERE s.municipality_id = p_municipality AND s.id = p_shop AND s.state = 'APPROVED');
END $$;

-- What a shop asks for one unit, in cents: for the activity, else for any. NULL: no price of its own.
CREATE FUNCTION shops_price(p_municipality integer, p_shop uuid, p_activity text, p_unit text, p_day date) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT said.cents_minor FROM (
            SELECT DISTINCT ON (p.activity) p.activity, p.cents_minor FROM shops_price p
            WHERE p.municipality_id = p_municipality AND p.shop_id = p_shop AND p.activity IN ('', p_activity) AND p.unit = p_unit
                AND p.valid_from <= p_day
            ORDER BY p.activity, p.valid_from DESC
        ) said WHERE said.cents_minor IS NOT NULL ORDER BY said.activity = '' LIMIT 1);
END $$;

-- The limits that hold for spending on an activity at a shop, all of them together: the most of one person since a day, the first of the
-- stretch of the calendar that holds this one. `shop_id` NULL: at all shops together; `activity` '': on anything; `unit` '': in times.
CREATE FUNCTION shops_limits(p_municipality integer, p_shop uuid, p_activity text, p_day date)
RETURNS TABLE (shop_id uuid, activity text, unit text, most bigint, since date)
LANGUAGE plpgsql STABLE ROWS 4 SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT said.shop_id, said.activity::text, said.unit::text, said.most_minor, CASE said.per WHEN 'DAY' THEN p_day
            ELSE date_trunc(lower(said.per), p_day::timestamp)::date END
        FROM (
            SELECT DISTINCT ON (l.shop_id, l.activity, l.per, l.unit) l.shop_id, l.activity, l.per, l.unit, l.most_minor FROM shops_limit l
            WHERE l.municipality_id = p_municipality AND (l.shop_id = p_shop OR l.shop_id IS NULL)
                AND l.activity IN ('', p_activity) AND l.valid_from <= p_day
            ORDER BY l.shop_id, l.activity, l.per, l.unit, l.valid_from DESC
        ) said WHERE said.most_minor IS NOT NULL;
END $$;

REVOKE ALL ON FUNCTION shops_schemes, shops_price, shops_limits FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shops_schemes, shops_price, shops_limits TO grondslag_app;
