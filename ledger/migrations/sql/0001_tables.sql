-- The ledger's own tables. Keys begin with the municipality, so that they can be distributed by it and cannot point across.

CREATE TABLE ledger_municipality (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CONSTRAINT municipality_code CHECK (code ~ '^[a-z][a-z0-9-]{1,39}$'),
    name text NOT NULL CONSTRAINT municipality_name CHECK (length(name) BETWEEN 1 AND 70),
    opened_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger_unit (
    code text PRIMARY KEY,
    digits smallint NOT NULL
);

CREATE TABLE ledger_class (
    code text PRIMARY KEY,
    kind text NOT NULL CONSTRAINT class_kind CHECK (kind IN ('ASSET', 'LIABILITY', 'EQUITY', 'EXPENSE', 'INCOME', 'ENCUMBRANCE')),
    side smallint NOT NULL CONSTRAINT class_side CHECK (side IN (1, -1)),
    floored boolean NOT NULL,
    UNIQUE (code, side, floored)
);

CREATE TABLE ledger_flow (
    act text NOT NULL,
    debit_class text NOT NULL REFERENCES ledger_class,
    credit_class text NOT NULL REFERENCES ledger_class,
    announced boolean NOT NULL DEFAULT false, -- only after two notices that are old enough (0011)
    PRIMARY KEY (act, debit_class, credit_class)
);

-- Side and floor are copied from the class, so that a booking needs no look-up; the composite key keeps the copy true.
CREATE TABLE ledger_account (
    municipality_id integer NOT NULL REFERENCES ledger_municipality,
    id bigint GENERATED ALWAYS AS IDENTITY,
    class text NOT NULL,
    unit text NOT NULL REFERENCES ledger_unit,
    holder uuid,
    entitlement uuid,
    scheme text,
    fund uuid,
    side smallint NOT NULL,
    floored boolean NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (municipality_id, id),
    -- The entitlement comes first and the class last: a key check that knows account, class and unit must not be tempted to use this index,
    -- which it is while the tables are new and nothing is known of their size.
    CONSTRAINT account_is_one UNIQUE NULLS NOT DISTINCT (municipality_id, entitlement, holder, fund, scheme, class, unit),
    FOREIGN KEY (class, side, floored) REFERENCES ledger_class (code, side, floored)
);
CREATE INDEX account_of_holder ON ledger_account (municipality_id, holder) WHERE holder IS NOT NULL;
CREATE INDEX account_of_fund ON ledger_account (municipality_id, fund, class) WHERE fund IS NOT NULL;

-- What a floored account has, on its normal side; an account without a floor has no row. What is held is still there, but no longer
-- available. It is a table of its own because it is the only one that is updated: narrow, with one index, and half of each page empty,
-- an update stays on its page and touches no index. Within the account's own row it took three times as long.
CREATE TABLE ledger_balance (
    municipality_id integer NOT NULL,
    account_id bigint NOT NULL,
    balance bigint NOT NULL DEFAULT 0,
    held bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, account_id),
    FOREIGN KEY (municipality_id, account_id) REFERENCES ledger_account (municipality_id, id),
    CONSTRAINT balance_floor CHECK (balance >= held),
    CONSTRAINT balance_bound CHECK (balance <= 100000000000000),
    CONSTRAINT balance_held CHECK (held >= 0)
) WITH (fillfactor = 50);

CREATE TABLE ledger_entry (
    municipality_id integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- In the order of bytes: in that of a language the signs are compared one by one, which takes a fiftieth of a booking.
    key text NOT NULL CONSTRAINT entry_key CHECK (length(key) BETWEEN 1 AND 200 AND key COLLATE "C" !~ '[^!-~]'),
    request_hash bytea NOT NULL CONSTRAINT entry_hash CHECK (octet_length(request_hash) = 32),
    act text NOT NULL,
    happened_on date NOT NULL,
    booked_at timestamptz NOT NULL DEFAULT now(),
    why text NOT NULL,
    reverses bigint,
    lines smallint NOT NULL CONSTRAINT entry_has_legs CHECK (lines > 0 AND lines % 2 = 0),
    PRIMARY KEY (municipality_id, id),
    CONSTRAINT entry_key_is_one UNIQUE (municipality_id, key),
    CONSTRAINT entry_reverses_by_reversal CHECK ((act = 'reversal') = (reverses IS NOT NULL)),
    FOREIGN KEY (municipality_id, reverses) REFERENCES ledger_entry (municipality_id, id)
);
CREATE UNIQUE INDEX entry_is_reversed_once ON ledger_entry (municipality_id, reverses) WHERE reverses IS NOT NULL;

-- Lines 2n-1 and 2n are one leg: the debit (above zero) and the credit of the same amount. A posting says the act and the day of its
-- entry, the class and unit of its account and the transaction that booked it as well; the statement trigger keeps them true. It has
-- no foreign keys: the same trigger finds its entry and its account, once for all postings of a statement instead of twice for each,
-- and locks no account that has no floor, where a key would lock the one that everybody books on.
CREATE TABLE ledger_posting (
    municipality_id integer NOT NULL,
    entry_id bigint NOT NULL,
    line smallint NOT NULL,
    account_id bigint NOT NULL,
    amount bigint NOT NULL CONSTRAINT posting_bound CHECK (amount BETWEEN -100000000000000 AND 100000000000000),
    act text NOT NULL,
    class text NOT NULL,
    unit text NOT NULL,
    happened_on date NOT NULL,
    balance_after bigint,
    version bigint,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (municipality_id, entry_id, line),
    CONSTRAINT posting_sides CHECK (line > 0 AND amount <> 0 AND (line % 2 = 1) = (amount > 0)),
    CONSTRAINT posting_floor CHECK (balance_after >= 0),
    CONSTRAINT posting_versioned CHECK ((balance_after IS NULL) = (version IS NULL))
);
-- A posting is in one of them: with a floor in the order of its versions, without one in the order of its transactions.
CREATE UNIQUE INDEX posting_version ON ledger_posting (municipality_id, account_id, version) INCLUDE (happened_on, amount)
    WHERE version IS NOT NULL;
CREATE INDEX posting_tail ON ledger_posting (municipality_id, account_id, xid) INCLUDE (happened_on, amount) WHERE version IS NULL;

-- At commit an entry has its last posting; the statement trigger sees to it that all before it came with it.
ALTER TABLE ledger_entry ADD CONSTRAINT entry_has_postings
    FOREIGN KEY (municipality_id, id, lines) REFERENCES ledger_posting (municipality_id, entry_id, line) DEFERRABLE INITIALLY DEFERRED;

-- One row with each booking, for whoever must hear of it; the relay takes them from here. It has no foreign key: only the booking
-- functions write it, entries are never deleted, and checking the key would cost a tenth of a booking.
CREATE TABLE ledger_outbox (
    municipality_id integer NOT NULL,
    entry_id bigint NOT NULL,
    PRIMARY KEY (municipality_id, entry_id)
);
