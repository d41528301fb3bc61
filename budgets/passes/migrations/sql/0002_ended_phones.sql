-- A phone that was taken away stays so, whoever writes: its handle is known to shops, and its key still makes codes.
CREATE FUNCTION passes_keep_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'an ended phone stays ended' USING ERRCODE = '23514';
END $$;
REVOKE ALL ON FUNCTION passes_keep_ended() FROM PUBLIC;
CREATE TRIGGER passes_device_ended_stays BEFORE UPDATE ON passes_device
    FOR EACH ROW WHEN (OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)
    EXECUTE FUNCTION passes_keep_ended();
