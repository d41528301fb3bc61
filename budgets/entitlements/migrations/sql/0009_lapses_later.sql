-- The day on which something on a pass may lapse is never sooner than was said, and none comes where there was none. That holds for the
-- part that stays as well: until its own day it is no less, and it lapses no sooner. What lapsed leaves a budget that has one day, the
-- later; so does what came back.
CREATE FUNCTION entitlements_refuse_sooner() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what lies on a pass lapses no sooner than was said' USING ERRCODE = '23514';
END $$;
REVOKE ALL ON FUNCTION entitlements_refuse_sooner() FROM PUBLIC;
CREATE TRIGGER entitlements_pass_budget_lapses_later BEFORE UPDATE ON entitlements_pass_budget FOR EACH ROW
    WHEN (NEW.lapses_on < OLD.lapses_on OR (OLD.lapses_on IS NULL AND NEW.lapses_on IS NOT NULL)
        OR coalesce(NEW.rest_lapses_on, NEW.lapses_on) < OLD.rest_lapses_on
        OR (NEW.keeps_minor < OLD.keeps_minor AND NEW.lapses_on < OLD.rest_lapses_on))
    EXECUTE FUNCTION entitlements_refuse_sooner();
