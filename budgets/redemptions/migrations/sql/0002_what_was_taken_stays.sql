-- What was taken stays as it was taken: only what is held becomes less, and only what was taken is given back, ever more of it.
CREATE FUNCTION redemptions_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'HELD' AND (NEW.taken_minor, NEW.euro_minor, NEW.entry_id, NEW.captured_at, NEW.captured_on)
        IS DISTINCT FROM (OLD.taken_minor, OLD.euro_minor, OLD.entry_id, OLD.captured_at, OLD.captured_on)
        OR NEW.taken_minor > OLD.taken_minor OR NEW.euro_minor > OLD.euro_minor
        OR NEW.refunded_minor < OLD.refunded_minor OR NEW.refunded_euro_minor < OLD.refunded_euro_minor
    THEN
        RAISE EXCEPTION 'what was taken at a shop stays' USING ERRCODE = '23514', CONSTRAINT = 'what_was_taken_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER redemptions_redemption_stays BEFORE UPDATE ON redemptions_redemption
    FOR EACH ROW EXECUTE FUNCTION redemptions_keep();

CREATE FUNCTION redemptions_keep_line() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.units_minor > OLD.units_minor OR NEW.euro_minor > OLD.euro_minor
        OR NEW.refunded_units_minor < OLD.refunded_units_minor OR NEW.refunded_euro_minor < OLD.refunded_euro_minor
    THEN
        RAISE EXCEPTION 'what was taken at a shop stays' USING ERRCODE = '23514', CONSTRAINT = 'what_was_taken_of_a_budget_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER redemptions_line_stays BEFORE UPDATE ON redemptions_line
    FOR EACH ROW EXECUTE FUNCTION redemptions_keep_line();
REVOKE ALL ON FUNCTION redemptions_keep(), redemptions_keep_line() FROM PUBLIC;
