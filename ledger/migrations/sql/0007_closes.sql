-- Months of a book are closed in order, and the last one that was closed may be reopened by two people. Each act is a row; the last row
-- says before which day nothing may be booked any more. `highest_entry` is the last entry that had been booked by then: the order of acts
-- and entries must not depend on a clock, which may be set back.
CREATE TABLE ledger_close (
    municipality_id integer NOT NULL REFERENCES ledger_municipality,
    number integer NOT NULL,
    act text NOT NULL CONSTRAINT close_act CHECK (act IN ('CLOSE', 'REOPEN')),
    month date NOT NULL CONSTRAINT close_is_of_a_month CHECK (extract(day FROM month) = 1),
    closed_before date NOT NULL,
    decided_by uuid NOT NULL,
    agreed_by uuid,
    reason text,
    booked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    highest_entry bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, number),
    CONSTRAINT close_moves_one_month CHECK (
        closed_before = CASE act WHEN 'CLOSE' THEN (month + interval '1 month')::date ELSE month END),
    CONSTRAINT close_is_reopened_by_two CHECK (
        CASE act WHEN 'CLOSE' THEN agreed_by IS NULL AND reason IS NULL
        ELSE agreed_by IS NOT NULL AND agreed_by <> decided_by AND length(btrim(reason)) BETWEEN 1 AND 500 END)
);

-- A seal covers the entries of one year that were booked since the seal before it, and the closes and reopenings of months since then.
-- `settled_entry` and `highest_entry` are ids of entries, `horizon` is of the transactions that were under way: see `ledger_seal_day`.
CREATE TABLE ledger_seal (
    municipality_id integer NOT NULL REFERENCES ledger_municipality,
    number integer NOT NULL,
    sealed_on date NOT NULL,
    year smallint NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    entries bigint NOT NULL,
    postings bigint NOT NULL,
    debits jsonb NOT NULL,
    first_close integer NOT NULL,
    last_close integer NOT NULL,
    close_digests bytea NOT NULL,
    settled_entry bigint NOT NULL,
    highest_entry bigint NOT NULL,
    horizon xid8 NOT NULL,
    made_at timestamptz NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (municipality_id, number),
    CONSTRAINT seal_covers_a_range CHECK (first_number > 0 AND entries >= 0 AND last_number = first_number + entries - 1),
    CONSTRAINT seal_covers_closes CHECK (octet_length(close_digests) = 32 * (last_close - first_close + 1)),
    CONSTRAINT seal_digests CHECK (octet_length(previous) = 32 AND octet_length(digest) = 32)
);

-- The number of an entry in its year, given when it is sealed: at booking it would be a queue. `traces` holds the first eight bytes of
-- the digests of this row, its entry and each of its postings: they tell which one was changed when `digest` says that one was.
CREATE TABLE ledger_entry_number (
    municipality_id integer NOT NULL,
    year smallint NOT NULL,
    number bigint NOT NULL CONSTRAINT number_is_counted CHECK (number > 0),
    entry_id bigint NOT NULL,
    seal integer NOT NULL,
    traces bytea NOT NULL,
    digest bytea NOT NULL CONSTRAINT number_digest CHECK (octet_length(digest) = 32),
    PRIMARY KEY (municipality_id, year, number),
    CONSTRAINT entry_is_numbered_once UNIQUE (municipality_id, entry_id),
    FOREIGN KEY (municipality_id, entry_id) REFERENCES ledger_entry (municipality_id, id),
    -- The numbers come first: the seal is made of them.
    FOREIGN KEY (municipality_id, seal) REFERENCES ledger_seal (municipality_id, number) DEFERRABLE INITIALLY DEFERRED
);

-- Says no when a day is of a closed month. Who asks holds the book open until its transaction ends: a close waits for it, and it waits
-- for a close. What is read comes after the wait, in a statement of its own, and so sees the close that was waited for.
CREATE FUNCTION ledger_keep_open(p_municipality integer, p_day date) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    closed date;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    PERFORM pg_advisory_xact_lock_shared(hashtext('ledger_close'), p_municipality);
    SELECT c.closed_before INTO closed FROM ledger_close c WHERE c.municipality_id = p_municipality ORDER BY c.number DESC LIMIT 1;
    IF p_day < closed THEN
        PERFORM ledger_refuse('period-closed', jsonb_build_object('happened_on', p_day, 'closed_before', closed));
    END IF;
END $$;

-- Closes a month that is over on the day given; gives the number of the act, and whether the month was closed already.
CREATE FUNCTION ledger_close_month(p_municipality integer, p_month date, p_by uuid, p_on date)
RETURNS TABLE (number integer, replayed boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    last record;
    first_booked date;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    PERFORM pg_advisory_xact_lock(hashtext('ledger_close'), p_municipality);
    SELECT c.number, c.closed_before INTO last FROM ledger_close c
        WHERE c.municipality_id = p_municipality ORDER BY c.number DESC LIMIT 1;
    IF p_month < last.closed_before THEN
        replayed := true;
        SELECT max(c.number) INTO number FROM ledger_close c WHERE c.municipality_id = p_municipality AND c.month = p_month;
        -- Months before the first that was closed have no act of their own.
        number := coalesce(number, 1);
        RETURN NEXT;
        RETURN;
    ELSIF p_month > last.closed_before THEN
        PERFORM ledger_refuse('months-close-in-order', jsonb_build_object('month', p_month, 'next', last.closed_before));
    ELSIF (p_month + interval '1 month')::date > p_on THEN
        PERFORM ledger_refuse('month-not-over', jsonb_build_object('month', p_month));
    ELSIF last IS NULL THEN
        SELECT date_trunc('month', min(e.happened_on)::timestamp)::date INTO first_booked FROM ledger_entry e
            WHERE e.municipality_id = p_municipality;
        IF p_month > first_booked THEN
            PERFORM ledger_refuse('months-close-in-order', jsonb_build_object('month', p_month, 'next', first_booked));
        END IF;
    END IF;
    INSERT INTO ledger_close AS c (municipality_id, number, act, month, closed_before, decided_by, highest_entry)
        SELECT p_municipality, coalesce(last.number, 0) + 1, 'CLOSE', p_month, (p_month + interval '1 month')::date, p_by,
            coalesce(max(e.id), 0) FROM ledger_entry e WHERE e.municipality_id = p_municipality
        RETURNING c.number, false INTO number, replayed;
    RETURN NEXT;
END $$;

-- Reopens the last month that was closed; gives the number of the act.
CREATE FUNCTION ledger_reopen_month(p_municipality integer, p_month date, p_by uuid, p_agreed_by uuid, p_reason text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last record;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    PERFORM pg_advisory_xact_lock(hashtext('ledger_close'), p_municipality);
    SELECT c.number, c.closed_before INTO last FROM ledger_close c
        WHERE c.municipality_id = p_municipality ORDER BY c.number DESC LIMIT 1;
    IF (p_month + interval '1 month')::date IS DISTINCT FROM last.closed_before THEN
        PERFORM ledger_refuse('month-not-last-closed', jsonb_build_object('month', p_month, 'closed_before', last.closed_before));
    END IF;
    INSERT INTO ledger_close (municipality_id, number, act, month, closed_before, decided_by, agreed_by, reason, highest_entry)
        SELECT p_municipality, last.number + 1, 'REOPEN', p_month, p_month, p_by, p_agreed_by, p_reason, coalesce(max(e.id), 0)
        FROM ledger_entry e WHERE e.municipality_id = p_municipality;
    RETURN last.number + 1;
END $$;

REVOKE ALL ON FUNCTION ledger_keep_open, ledger_close_month, ledger_reopen_month FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_keep_open, ledger_close_month, ledger_reopen_month TO grondslag_app;
GRANT SELECT ON ledger_close, ledger_seal, ledger_entry_number TO grondslag_app;
