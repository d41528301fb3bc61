CREATE FUNCTION parties_keep_account_by_two() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'an account that changes by two does not change by one again' USING ERRCODE = '23514';
END $$;
REVOKE ALL ON FUNCTION parties_keep_account_by_two() FROM PUBLIC;
CREATE TRIGGER parties_organisation_account_by_two BEFORE UPDATE ON parties_organisation
    FOR EACH ROW WHEN (OLD.account_by_two AND NOT NEW.account_by_two) EXECUTE FUNCTION parties_keep_account_by_two();
