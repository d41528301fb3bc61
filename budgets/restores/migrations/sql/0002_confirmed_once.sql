-- The application's role may write nothing here but a confirmation, and that once.
CREATE FUNCTION restores_check_restore() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NULL
        OR (NEW.id, NEW.municipality_id, NEW.backup, NEW.backup_at, NEW.restored_at)
            IS DISTINCT FROM (OLD.id, OLD.municipality_id, OLD.backup, OLD.backup_at, OLD.restored_at)
    THEN
        RAISE EXCEPTION 'a restore is confirmed once, and changes in nothing else' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION restores_check_restore() FROM PUBLIC;
CREATE TRIGGER restores_restore_confirmed_once BEFORE UPDATE ON restores_restore
    FOR EACH ROW EXECUTE FUNCTION restores_check_restore();

-- A restore begins unconfirmed, whoever writes it.
CREATE FUNCTION restores_check_beginning() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.confirmed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a restore begins unconfirmed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION restores_check_beginning() FROM PUBLIC;
CREATE TRIGGER restores_restore_begins BEFORE INSERT ON restores_restore
    FOR EACH ROW EXECUTE FUNCTION restores_check_beginning();
