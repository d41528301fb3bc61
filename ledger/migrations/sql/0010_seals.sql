-- What is sealed of a row, as text: a JSON array that reads the same in every session. Days and times are written in ISO 8601, times in
-- UTC, bytes in hexadecimals; text is quoted, so that none can pass for the next value. Whoever has the books can make the digests
-- again without this program. Views with the rights of who asks: the fences hold.
CREATE VIEW ledger_entry_content WITH (security_invoker = true) AS
    SELECT municipality_id, id AS entry_id, sha256(convert_to(json_build_array(
        'entry', municipality_id, id, key, encode(request_hash, 'hex'), act, happened_on, booked_at AT TIME ZONE 'UTC', why, reverses, lines
    )::text, 'UTF8')) AS digest FROM ledger_entry;

-- The transaction that booked it is left out: a number of the server, not of the books.
CREATE VIEW ledger_posting_content WITH (security_invoker = true) AS
    SELECT municipality_id, entry_id, line, sha256(convert_to(json_build_array(
        'posting', municipality_id, entry_id, line, account_id, amount, act, class, unit, happened_on, balance_after, version
    )::text, 'UTF8')) AS digest FROM ledger_posting;

CREATE VIEW ledger_number_content WITH (security_invoker = true) AS
    SELECT *, sha256(convert_to(json_build_array(
        'number', municipality_id, year, number, entry_id, seal
    )::text, 'UTF8')) AS own_digest FROM ledger_entry_number;

CREATE VIEW ledger_close_content WITH (security_invoker = true) AS
    SELECT municipality_id, number, sha256(convert_to(json_build_array(
        'close', municipality_id, number, act, month, closed_before, decided_by, agreed_by, reason, booked_at AT TIME ZONE 'UTC',
        highest_entry
    )::text, 'UTF8')) AS digest FROM ledger_close;

-- The digest of a seal: of the seal before it, of what it says itself, and of all that it covers, in the order of its numbers.
CREATE FUNCTION ledger_seal_digest(s ledger_seal, p_entries bytea) RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(s.previous || convert_to(json_build_array(
        'seal', s.municipality_id, s.number, s.sealed_on, s.year, s.first_number, s.last_number, s.entries, s.postings, s.debits,
        s.first_close, s.last_close, s.settled_entry, s.highest_entry, s.horizon::text, s.made_at AT TIME ZONE 'UTC'
    )::text, 'UTF8') || s.close_digests || p_entries)
$$;

-- Gives the entries that have no number yet their numbers, in the order of their ids, and seals them: one seal for each year that has
-- any. Entries of a later day wait. Gives the numbers of the seals; none when nothing is new.
--
-- Entries are sealed because they have no number, so none is missed that commits late. To find them without reading the whole book, a
-- seal remembers below which id all have numbers. Ids do not commit in their order; but after a seal, the guard of the postings lets
-- no entry in up to the seal's `highest_entry`. Who was let in before that was under way when the next seal began, at its `horizon`.
-- Once none of those is under way any more, all entries up to `highest_entry` are there to be seen, and this seal numbers the last of
-- them: up to there the book is settled.
CREATE FUNCTION ledger_seal_day(p_municipality integer, p_on date) RETURNS SETOF integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    last ledger_seal;
    made ledger_seal;
    waiting bigint;
    found record;
    digests bytea;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    PERFORM pg_advisory_xact_lock(hashtext('ledger_seal'), p_municipality);
    SELECT s.* INTO last FROM ledger_seal s WHERE s.municipality_id = p_municipality ORDER BY s.number DESC LIMIT 1;
    made.municipality_id := p_municipality;
    made.sealed_on := p_on;
    made.number := coalesce(last.number, 0);
    made.digest := coalesce(last.digest, decode(repeat('00', 32), 'hex'));
    made.last_close := coalesce(last.last_close, 0);

    SELECT pg_snapshot_xmax(pg_current_snapshot()), greatest(max(e.id), last.highest_entry, 0),
        min(e.id) FILTER (WHERE e.happened_on > p_on), coalesce((
            SELECT max(earlier.highest_entry) FROM ledger_seal later
            JOIN ledger_seal earlier ON earlier.municipality_id = later.municipality_id
                AND earlier.number < later.number AND earlier.horizon < later.horizon
            WHERE later.municipality_id = p_municipality AND later.horizon <= pg_snapshot_xmin(pg_current_snapshot())
                AND later.number > last.number - 8 AND earlier.number > last.number - 16), 0)
        INTO made.horizon, made.highest_entry, waiting, made.settled_entry
        FROM ledger_entry e
        WHERE e.municipality_id = p_municipality AND e.id > coalesce(last.settled_entry, 0);
    made.settled_entry := greatest(last.settled_entry, least(made.settled_entry, waiting - 1), 0);

    FOR found IN
        SELECT 1 AS turn, extract(year FROM e.happened_on)::smallint AS year, array_agg(e.id ORDER BY e.id) AS ids FROM ledger_entry e
        WHERE e.municipality_id = p_municipality AND e.id > coalesce(last.settled_entry, 0) AND e.happened_on <= p_on
            AND NOT EXISTS (SELECT 1 FROM ledger_entry_number n WHERE n.municipality_id = e.municipality_id AND n.entry_id = e.id)
        GROUP BY 2
        UNION ALL
        -- A close or a reopening is sealed as well where nothing was booked.
        SELECT 2, extract(year FROM p_on)::smallint, NULL
        WHERE EXISTS (SELECT 1 FROM ledger_close c WHERE c.municipality_id = p_municipality AND c.number > made.last_close)
        ORDER BY turn, year
    LOOP
        made.first_close := made.last_close + 1;
        SELECT coalesce(max(c.number), made.last_close), coalesce(string_agg(c.digest, '' ORDER BY c.number), '')
            INTO made.last_close, made.close_digests FROM ledger_close_content c
            WHERE c.municipality_id = p_municipality AND c.number > made.last_close;
        CONTINUE WHEN found.ids IS NULL AND made.last_close < made.first_close;

        made.previous := made.digest;
        made.number := made.number + 1;
        made.year := found.year;
        SELECT coalesce(max(n.number), 0) + 1 INTO made.first_number FROM ledger_entry_number n
            WHERE n.municipality_id = p_municipality AND n.year = found.year;
        made.entries := coalesce(cardinality(found.ids), 0);
        made.last_number := made.first_number + made.entries - 1;
        SELECT coalesce(sum(u.postings), 0), coalesce(jsonb_object_agg(u.unit, u.debits), '{}') INTO made.postings, made.debits FROM (
            SELECT p.unit, count(*) AS postings, sum(p.amount) FILTER (WHERE p.amount > 0) AS debits
            FROM unnest(found.ids) i JOIN ledger_posting p ON p.municipality_id = p_municipality AND p.entry_id = i GROUP BY p.unit) u;

        INSERT INTO ledger_entry_number (municipality_id, year, number, entry_id, seal, traces, digest)
            SELECT p_municipality, found.year, given.number, given.entry_id, made.number,
                substr(given.digest, 1, 8) || substr(e.digest, 1, 8) || p.traces, sha256(given.digest || e.digest || p.digests)
            FROM (
                SELECT i.n + made.first_number - 1 AS number, i.id AS entry_id, sha256(convert_to(json_build_array(
                    'number', p_municipality, found.year, i.n + made.first_number - 1, i.id, made.number
                )::text, 'UTF8')) AS digest
                FROM unnest(found.ids) WITH ORDINALITY i (id, n)
            ) given
            JOIN ledger_entry_content e ON e.municipality_id = p_municipality AND e.entry_id = given.entry_id
            JOIN (
                SELECT c.entry_id, string_agg(c.digest, '' ORDER BY c.line) AS digests,
                    string_agg(substr(c.digest, 1, 8), '' ORDER BY c.line) AS traces
                FROM ledger_posting_content c WHERE c.municipality_id = p_municipality AND c.entry_id >= found.ids[1]
                    AND c.entry_id <= found.ids[cardinality(found.ids)]
                GROUP BY c.entry_id
            ) p ON p.entry_id = given.entry_id;
        SELECT coalesce(string_agg(n.digest, '' ORDER BY n.number), '') INTO digests FROM ledger_entry_number n
            WHERE n.municipality_id = p_municipality AND n.year = found.year AND n.number >= made.first_number;

        made.made_at := clock_timestamp();
        made.digest := ledger_seal_digest(made, digests);
        INSERT INTO ledger_seal SELECT made.*;
        RETURN NEXT made.number;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION ledger_seal_digest, ledger_seal_day FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_seal_digest, ledger_seal_day TO grondslag_app;
GRANT SELECT ON ledger_entry_content, ledger_posting_content, ledger_number_content, ledger_close_content TO grondslag_app;
