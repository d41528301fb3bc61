-- Late facts may add to a period that was run. Nothing makes it smaller: what was granted is never taken back.
CREATE FUNCTION entitlements_refuse_reclaim() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse('reclaim-forbidden', jsonb_build_object('period', OLD.id));
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION entitlements_refuse_reclaim() FROM PUBLIC;
CREATE TRIGGER entitlements_period_only_gains BEFORE UPDATE ON entitlements_period FOR EACH ROW
    WHEN (NEW.granted_minor < OLD.granted_minor OR NEW.used_minor < OLD.used_minor)
    EXECUTE FUNCTION entitlements_refuse_reclaim();
