-- That what lies on a pass lapses is told to the person twice beforehand. Each time is a row; without both, old enough, nothing lapses.
CREATE TABLE ledger_lapse_notice (
    municipality_id integer NOT NULL,
    account_id bigint NOT NULL,
    lapses_on date NOT NULL, -- the first day on which it may
    number smallint NOT NULL CONSTRAINT notice_number CHECK (number IN (1, 2)),
    given_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (municipality_id, account_id, lapses_on, number),
    FOREIGN KEY (municipality_id, account_id) REFERENCES ledger_account (municipality_id, id)
);

-- Says whether the person was told of a lapse on a day: six weeks before it, and again three weeks before it. What a shop gave back when it
-- could lapse already was not what they were told of: it takes notices of a later lapse.
CREATE FUNCTION ledger_was_announced(p_municipality integer, p_account bigint, p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM ledger_lapse_notice one
        JOIN ledger_lapse_notice two ON two.municipality_id = one.municipality_id AND two.account_id = one.account_id
            AND two.lapses_on = one.lapses_on AND two.number = 2
        WHERE one.municipality_id = p_municipality AND one.account_id = p_account AND one.number = 1
            AND one.lapses_on <= p_day AND one.given_on + 42 <= p_day AND two.given_on + 21 <= p_day
            AND NOT EXISTS (
                SELECT FROM ledger_posting back WHERE back.municipality_id = p_municipality AND back.account_id = p_account
                    AND back.version IS NOT NULL AND back.act = 'refund' AND back.happened_on >= one.lapses_on))
$$;

-- Writes down notices that are given on a day of an open month; gives how many are new. Told again is told once, on the first day.
CREATE FUNCTION ledger_give_notice(p_municipality integer, p_accounts bigint[], p_numbers smallint[], p_lapses date[], p_day date)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
    told integer;
BEGIN
    PERFORM ledger_check_municipality(p_municipality);
    -- A notice that is dated back would let today take what was to be announced six weeks before.
    PERFORM ledger_keep_open(p_municipality, p_day);
    SELECT n.account AS debit, n.account AS credit INTO bad FROM unnest(p_accounts) n (account)
        LEFT JOIN ledger_account a ON a.municipality_id = p_municipality AND a.id = n.account
        WHERE NOT EXISTS (SELECT FROM ledger_flow f WHERE f.announced AND f.debit_class = a.class) LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse('unknown-account', to_jsonb(bad));
    END IF;
    INSERT INTO ledger_lapse_notice (municipality_id, account_id, lapses_on, number, given_on)
        SELECT p_municipality, n.account, n.lapses, n.number, p_day
        FROM unnest(p_accounts, p_numbers, p_lapses) n (account, number, lapses)
        ON CONFLICT (municipality_id, account_id, lapses_on, number) DO NOTHING;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN told;
END $$;

REVOKE ALL ON FUNCTION ledger_was_announced, ledger_give_notice FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_give_notice TO grondslag_app;
GRANT SELECT ON ledger_lapse_notice TO grondslag_app;
