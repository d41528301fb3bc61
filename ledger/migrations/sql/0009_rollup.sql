-- Accounts without a floor are appended to without a lock, so nobody keeps their balance. It is what was rolled up, day by day, plus the
-- tail that was not yet. Both are cut at one place: a transaction id below which every transaction has ended. Ids and times of entries
-- would not do, since entries commit in another order than they begin.
CREATE TABLE ledger_day_total (
    municipality_id integer NOT NULL,
    account_id bigint NOT NULL,
    happened_on date NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (municipality_id, account_id, happened_on),
    FOREIGN KEY (municipality_id, account_id) REFERENCES ledger_account (municipality_id, id)
);

CREATE TABLE ledger_rolled_up (
    municipality_id integer PRIMARY KEY REFERENCES ledger_municipality,
    below xid8 NOT NULL
);

-- Rolls up what was booked by transactions that have ended, all of them; gives how many totals changed. Of two at a time one does it.
CREATE FUNCTION ledger_roll_up(p_municipality integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- As in `ledger_find_accounts`: each account's tail is looked up by the index.
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    since xid8;
    ended xid8;
    changed integer;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    INSERT INTO ledger_rolled_up VALUES (p_municipality, '0') ON CONFLICT DO NOTHING;
    SELECT below INTO since FROM ledger_rolled_up WHERE municipality_id = p_municipality FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    -- All below have ended; the next statement looks again and sees everything that they booked.
    ended := pg_snapshot_xmin(pg_current_snapshot());
    INSERT INTO ledger_day_total AS t (municipality_id, account_id, happened_on, amount)
        SELECT p_municipality, a.id, p.happened_on, sum(p.amount)::bigint
        FROM ledger_account a
        CROSS JOIN LATERAL (
            SELECT p.happened_on, p.amount FROM ledger_posting p
            WHERE p.municipality_id = p_municipality AND p.account_id = a.id AND p.version IS NULL AND p.xid >= since AND p.xid < ended
        ) p
        WHERE a.municipality_id = p_municipality AND NOT a.floored
        GROUP BY a.id, p.happened_on
        ON CONFLICT (municipality_id, account_id, happened_on) DO UPDATE SET amount = t.amount + excluded.amount;
    GET DIAGNOSTICS changed = ROW_COUNT;
    UPDATE ledger_rolled_up SET below = ended WHERE municipality_id = p_municipality AND below < ended;
    RETURN changed;
END $$;

-- What an account was debited less what it was credited, up to the end of a day or, without one, in all: the totals of the days and the
-- tail that was not yet rolled up, or the postings of one with a floor. A function, because its plan is kept: made anew for each question
-- it took longer than the answer, and longer still the more there is booked. It reads with the rights of who asks.
CREATE FUNCTION ledger_sum(p_municipality integer, p_account bigint, p_floored boolean, p_as_of date) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    last_day date := coalesce(p_as_of, 'infinity');
    since xid8;
    total bigint;
    tail bigint;
BEGIN
    IF p_floored THEN
        SELECT sum(p.amount) INTO total FROM ledger_posting p
            WHERE p.municipality_id = p_municipality AND p.account_id = p_account AND p.version IS NOT NULL AND p.happened_on <= last_day;
        RETURN coalesce(total, 0);
    END IF;
    SELECT r.below INTO since FROM ledger_rolled_up r WHERE r.municipality_id = p_municipality;
    since := coalesce(since, '0');
    SELECT sum(t.amount) INTO total FROM ledger_day_total t
        WHERE t.municipality_id = p_municipality AND t.account_id = p_account AND t.happened_on <= last_day;
    SELECT sum(p.amount) INTO tail FROM ledger_posting p
        WHERE p.municipality_id = p_municipality AND p.account_id = p_account AND p.version IS NULL
            AND p.xid >= since AND p.happened_on <= last_day;
    RETURN coalesce(total, 0) + coalesce(tail, 0);
END $$;

-- For the administrator, after a dump was loaded into another server: there the numbers of transactions begin anew, and what was
-- booked here would seem to be of the future. Everything that was restored is settled, and its totals are made again.
CREATE FUNCTION ledger_settle_restored() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE ledger_posting SET xid = '1' WHERE xid <> '1';
    DELETE FROM ledger_day_total;
    DELETE FROM ledger_rolled_up;
    INSERT INTO ledger_day_total (municipality_id, account_id, happened_on, amount)
        SELECT municipality_id, account_id, happened_on, sum(amount)::bigint FROM ledger_posting WHERE version IS NULL GROUP BY 1, 2, 3;
    INSERT INTO ledger_rolled_up SELECT id, '2' FROM ledger_municipality;
    SET LOCAL session_replication_role = origin;
END $$;

REVOKE ALL ON FUNCTION ledger_roll_up, ledger_sum, ledger_settle_restored FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_roll_up, ledger_sum TO grondslag_app;
GRANT SELECT ON ledger_day_total, ledger_rolled_up TO grondslag_app;
