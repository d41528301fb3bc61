-- Whatever writes an account of an organisation that two officers guard: it is the number it had, or that of a change that was approved and
-- whose day has come.
CREATE FUNCTION shops_check_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM parties_organisation o
        WHERE o.municipality_id = NEW.municipality_id AND o.id = NEW.organisation_id AND o.account_by_two)
    THEN
        RETURN NEW;
    END IF;
    IF NEW.iban = (
        SELECT b.iban FROM parties_bank_account b
        WHERE b.municipality_id = NEW.municipality_id AND b.organisation_id = NEW.organisation_id
        ORDER BY b.recorded_at DESC LIMIT 1)
    THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM shops_account_change c JOIN shops_shop s ON s.municipality_id = c.municipality_id AND s.id = c.shop_id
        WHERE s.municipality_id = NEW.municipality_id AND s.organisation_id = NEW.organisation_id
            AND c.iban = NEW.iban AND c.state = 'APPROVED' AND c.effective_on <= NEW.opened_on)
    THEN
        RAISE EXCEPTION 'the account of a shop changes by two officers' USING ERRCODE = '23514', CONSTRAINT = 'shop_account_changes_by_two';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION shops_check_account() FROM PUBLIC;
CREATE TRIGGER shops_account_by_two BEFORE INSERT ON parties_bank_account
    FOR EACH ROW WHEN (NEW.organisation_id IS NOT NULL) EXECUTE FUNCTION shops_check_account();

-- What was said stays said: who entered an application, until it is made anew, who approved a change and from when, that a till was revoked,
-- that a code was used.
CREATE FUNCTION shops_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% was said before and stays', TG_ARGV[0] USING ERRCODE = '23514';
END $$;
REVOKE ALL ON FUNCTION shops_keep() FROM PUBLIC;
CREATE TRIGGER shops_shop_entered_by_stays BEFORE UPDATE ON shops_shop
    FOR EACH ROW WHEN (NEW.entered_by_id IS DISTINCT FROM OLD.entered_by_id
        AND NOT (OLD.state = 'REJECTED' AND NEW.state = 'APPLIED'))
    EXECUTE FUNCTION shops_keep('who entered an application');
CREATE TRIGGER shops_account_change_approval_stays BEFORE UPDATE ON shops_account_change
    FOR EACH ROW WHEN (OLD.approved_by_id IS NOT NULL AND (NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
        OR NEW.approved_on IS DISTINCT FROM OLD.approved_on OR NEW.effective_on IS DISTINCT FROM OLD.effective_on))
    EXECUTE FUNCTION shops_keep('an approval');
CREATE TRIGGER shops_till_revoked_stays BEFORE UPDATE ON shops_till
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION shops_keep('a revocation');
CREATE TRIGGER shops_pairing_code_used_stays BEFORE UPDATE ON shops_pairing_code
    FOR EACH ROW WHEN (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
    EXECUTE FUNCTION shops_keep('the use of a code');
