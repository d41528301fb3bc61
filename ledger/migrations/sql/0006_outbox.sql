-- What was taken from the outbox, per municipality, as a number and a sum of ids: with the rows that still wait they add up to all
-- entries, and one entry that was lost is named by the difference.
CREATE TABLE ledger_outbox_taken (
    municipality_id integer PRIMARY KEY REFERENCES ledger_municipality,
    entries bigint NOT NULL,
    ids numeric NOT NULL
);
GRANT SELECT ON ledger_outbox_taken TO grondslag_app;

-- Takes the oldest rows away and gives their entries; an abort puts them back. One relay at a time takes of a municipality: another
-- that comes meanwhile gets nothing and need not wait.
CREATE FUNCTION ledger_take_outbox(p_municipality integer, p_most integer) RETURNS TABLE (entry_id bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    IF NOT EXISTS (SELECT FROM ledger_outbox_taken t WHERE t.municipality_id = p_municipality) THEN
        INSERT INTO ledger_outbox_taken VALUES (p_municipality, 0, 0) ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM ledger_outbox_taken t WHERE t.municipality_id = p_municipality FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH oldest AS (
            SELECT o.entry_id FROM ledger_outbox o WHERE o.municipality_id = p_municipality ORDER BY o.entry_id LIMIT p_most
        ), taken AS (
            DELETE FROM ledger_outbox o USING oldest WHERE o.municipality_id = p_municipality AND o.entry_id = oldest.entry_id
            RETURNING o.entry_id
        ), counted AS (
            UPDATE ledger_outbox_taken t SET entries = t.entries + n, ids = t.ids + s
            FROM (SELECT count(*) AS n, sum(taken.entry_id) AS s FROM taken) new
            WHERE t.municipality_id = p_municipality AND n > 0
        )
        SELECT taken.entry_id FROM taken ORDER BY 1;
END $$;
REVOKE ALL ON FUNCTION ledger_take_outbox FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_take_outbox TO grondslag_app;
