"""What must always be true of the books, each stated once: run by `verify`, by the property tests and by the report.

An invariant is a query that gives the rows that break it, of the municipality that is being served.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence that must hold, and the query for the rows where it does not.

    What is true of each entry by itself can be asked of only those that no seal covers yet.
    """

    name: str
    says: str
    find_breaches: Callable[[], list[Row]]
    find_since_seal: Callable[[], list[Row]] | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """One row that breaks an invariant."""

    invariant: str
    says: str
    row: Row


INVARIANTS: list[Invariant] = []

AFTER_THE_LAST_SEAL = """
    WITH settled AS MATERIALIZED (
        SELECT coalesce((SELECT settled_entry FROM ledger_seal ORDER BY number DESC LIMIT 1), 0) AS entry_id
    ), ledger_entry AS MATERIALIZED (
        SELECT e.* FROM public.ledger_entry e WHERE e.id > (SELECT entry_id FROM settled) AND NOT EXISTS (
            SELECT 1 FROM ledger_entry_number n WHERE n.municipality_id = e.municipality_id AND n.entry_id = e.id)
    ), ledger_posting AS MATERIALIZED (
        SELECT p.* FROM public.ledger_posting p WHERE p.entry_id > (SELECT entry_id FROM settled) AND NOT EXISTS (
            SELECT 1 FROM ledger_entry_number n WHERE n.municipality_id = p.municipality_id AND n.entry_id = p.entry_id)
    )
"""
OF_THE_LAST_SEAL = """
    WITH head AS MATERIALIZED (SELECT * FROM public.ledger_seal ORDER BY number DESC LIMIT 1),
    ledger_number_content AS MATERIALIZED (
        SELECT n.* FROM public.ledger_number_content n JOIN head USING (municipality_id, year)
        WHERE n.number BETWEEN head.first_number AND head.last_number
    ), ledger_posting_content AS MATERIALIZED (
        SELECT p.* FROM public.ledger_posting_content p WHERE p.entry_id BETWEEN
            (SELECT min(entry_id) FROM ledger_number_content) AND (SELECT max(entry_id) FROM ledger_number_content)
    ), ledger_entry_content AS MATERIALIZED (
        SELECT e.* FROM public.ledger_entry_content e WHERE e.entry_id BETWEEN
            (SELECT min(entry_id) FROM ledger_number_content) AND (SELECT max(entry_id) FROM ledger_number_content)
    ), ledger_entry_number AS MATERIALIZED (SELECT * FROM ledger_number_content),
    ledger_seal AS MATERIALIZED (SELECT * FROM head)
"""
"""Tables of the same names, with less in them: the queries stay as they are."""
ALL_OF_THEM = "-- There are few.\n"


def invariant(says: str, sql: str, *, since: str = "") -> Invariant:
    """This will add an invariant to the list that `verify` runs; `sql` begins with the name it goes by in a comment.

    `since` narrows the tables it reads to what came after the last seal, or to the last seal.
    """
    name = sql.split("\n", 1)[0].removeprefix("-- ").strip()
    found = Invariant(name, says, lambda: _rows(sql), (lambda: _rows(since + sql)) if since else None)
    INVARIANTS.append(found)
    return found


def list_breaches() -> list[Breach]:
    """Give every row of the served municipality that breaks an invariant."""
    return [Breach(each.name, each.says, row) for each in INVARIANTS for row in each.find_breaches()]


def _rows(sql: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


invariant(
    "Debits equal credits in every journal entry, per unit.",
    """-- entries-balance
    SELECT p.entry_id, p.unit, sum(p.amount) AS rest
    FROM ledger_posting p GROUP BY p.entry_id, p.unit HAVING sum(p.amount) <> 0""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Every journal entry has all its postings, dated as the entry is.",
    """-- entries-are-complete
    SELECT e.id AS entry_id, e.lines, count(p.line) AS found
    FROM ledger_entry e LEFT JOIN ledger_posting p
        ON p.municipality_id = e.municipality_id AND p.entry_id = e.id AND p.happened_on = e.happened_on
    GROUP BY e.id, e.lines HAVING count(p.line) <> e.lines OR max(p.line) <> e.lines""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "A floored account keeps a balance: the sum of its postings, which is the balance after the last of them.",
    """-- balances-are-sums
    SELECT a.id AS account_id, b.balance, a.side * coalesce(sum(p.amount), 0) AS summed, b.version,
        count(p.line) AS postings
    FROM ledger_account a
    LEFT JOIN ledger_balance b ON b.municipality_id = a.municipality_id AND b.account_id = a.id
    LEFT JOIN ledger_posting p ON p.municipality_id = a.municipality_id AND p.account_id = a.id AND a.floored
    GROUP BY a.id, a.floored, a.side, b.account_id, b.balance, b.version
    HAVING a.floored <> (b.account_id IS NOT NULL) OR b.balance <> a.side * coalesce(sum(p.amount), 0)
        OR b.version <> count(p.line) OR b.version <> coalesce(max(p.version), 0)""",
)
invariant(
    "Each posting of a floored account follows from the one before it.",
    """-- balances-follow
    SELECT * FROM (
        SELECT p.entry_id, p.line, p.account_id, p.balance_after, p.version,
            lag(p.balance_after, 1, 0::bigint) OVER account + p.amount * a.side AS expected,
            lag(p.version, 1, 0::bigint) OVER account + 1 AS expected_version
        FROM ledger_posting p JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
        WHERE a.floored WINDOW account AS (PARTITION BY p.account_id ORDER BY p.version)
    ) chain WHERE balance_after IS DISTINCT FROM expected OR version IS DISTINCT FROM expected_version""",
)
invariant(
    "No floored account is, or ever was, below zero.",
    """-- floors-hold
    SELECT b.account_id, b.balance, b.held, min(p.balance_after) AS lowest
    FROM ledger_balance b
    LEFT JOIN ledger_posting p ON p.municipality_id = b.municipality_id AND p.account_id = b.account_id
    GROUP BY b.account_id, b.balance, b.held HAVING b.balance < b.held OR min(p.balance_after) < 0""",
)
invariant(
    "Every leg is one that the flow matrix allows.",
    """-- flows-are-allowed
    SELECT d.entry_id, d.line, d.act, d.class AS debit_class, c.class AS credit_class
    FROM ledger_posting d
    LEFT JOIN ledger_posting c ON c.municipality_id = d.municipality_id AND c.entry_id = d.entry_id AND c.line =
    d.line + 1
    LEFT JOIN ledger_flow f ON f.act = d.act AND f.debit_class = d.class AND f.credit_class = c.class
    WHERE d.line % 2 = 1 AND (f.act IS NULL OR d.amount <> -c.amount OR d.unit <> c.unit)""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Nothing was taken from a person but by sending it to them, and from a pass but by its spending or a lapse.",
    """-- never-reclaimed
    SELECT p.entry_id, p.line, p.account_id, p.act, p.amount
    FROM ledger_posting p WHERE p.amount > 0
        AND (p.class = 'ENTITLED' AND p.act <> 'payout'
            OR p.class = 'EARMARKED' AND p.act NOT IN ('spend', 'lapse'))""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Whatever lapsed was announced six weeks before, and again three weeks before.",
    """-- lapses-are-announced
    SELECT p.entry_id, p.line, p.account_id, p.amount, p.happened_on
    FROM ledger_posting p WHERE p.class = 'EARMARKED' AND p.amount > 0 AND p.act = 'lapse' AND NOT EXISTS (
        SELECT FROM ledger_lapse_notice one
        JOIN ledger_lapse_notice two ON two.municipality_id = one.municipality_id AND two.account_id = one.account_id
            AND two.lapses_on = one.lapses_on AND two.number = 2
        WHERE one.municipality_id = p.municipality_id AND one.account_id = p.account_id AND one.number = 1
            AND one.lapses_on <= p.happened_on
            AND one.given_on + 42 <= p.happened_on AND two.given_on + 21 <= p.happened_on AND NOT EXISTS (
                SELECT FROM public.ledger_posting back WHERE back.municipality_id = p.municipality_id
                    AND back.account_id = p.account_id AND back.version < p.version AND back.act = 'refund'
                    AND back.happened_on >= one.lapses_on))""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "A posting says the act, day, class and unit of its entry and account.",
    """-- postings-say-the-same
    SELECT p.entry_id, p.line, p.account_id
    FROM ledger_posting p
    LEFT JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
    LEFT JOIN ledger_entry e ON e.municipality_id = p.municipality_id AND e.id = p.entry_id
    WHERE (p.act, p.happened_on, p.class, p.unit, p.version IS NOT NULL)
        IS DISTINCT FROM (e.act, e.happened_on, a.class, a.unit, a.floored)""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Every journal entry waits in the outbox or was taken from it, once, and every row there is of an entry.",
    # What was taken is kept as a number and a sum of ids: when one entry is missing, the difference is its id.
    """-- entries-are-announced
    SELECT o.entry_id, 0 AS missing, 0 AS ids FROM ledger_outbox o
    LEFT JOIN ledger_entry e ON e.municipality_id = o.municipality_id AND e.id = o.entry_id WHERE e.id IS NULL
    UNION ALL
    SELECT CASE missing WHEN 1 THEN ids::bigint END, missing, ids FROM (
        SELECT sum(n) AS missing, sum(s) AS ids FROM (
            SELECT count(*), sum(id) FROM ledger_entry
            UNION ALL SELECT -count(*), -sum(entry_id) FROM ledger_outbox
            UNION ALL SELECT -entries, -ids FROM ledger_outbox_taken) part (n, s)) rest
    WHERE missing <> 0 OR ids <> 0""",
)
invariant(
    "What a fund was given to promise is free, committed or spent.",
    """-- funds-add-up
    SELECT a.fund, a.unit, sum(p.amount) AS rest
    FROM ledger_posting p JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
    WHERE p.class IN ('APPROPRIATED', 'FREE', 'COMMITTED', 'SPENT') GROUP BY a.fund, a.unit HAVING sum(p.amount) <>
    0""",
)
invariant(
    "What one fund bears no more after a re-attribution, another does.",
    """-- reattributions-even-out
    SELECT p.entry_id, p.class, p.unit, sum(p.amount) AS rest
    FROM ledger_posting p WHERE p.act = 'reattribute' GROUP BY p.entry_id, p.class, p.unit HAVING sum(p.amount) <> 0""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Months are closed one after another, and only the last closed one is reopened.",
    """-- closes-follow
    SELECT * FROM (
        SELECT c.number AS close_number, c.act, c.month, c.closed_before,
            row_number() OVER acts AS expected_number, lag(c.closed_before) OVER acts AS closed_before_that
        FROM ledger_close c WINDOW acts AS (PARTITION BY c.municipality_id ORDER BY c.number)
    ) act
    WHERE close_number <> expected_number
        OR CASE act WHEN 'CLOSE' THEN month <> coalesce(closed_before_that, month)
            ELSE (month + interval '1 month')::date IS DISTINCT FROM closed_before_that END""",
    since=ALL_OF_THEM,
)
invariant(
    "Nothing was booked in a month that was closed.",
    """-- closed-months-stay
    SELECT e.id AS entry_id, e.happened_on, e.booked_at, c.number AS close_number, c.closed_before
    FROM ledger_close c JOIN ledger_entry e ON e.municipality_id = c.municipality_id AND e.happened_on < c.closed_before
        AND e.id > c.highest_entry
    WHERE c.act = 'CLOSE' AND NOT EXISTS (
        -- An entry that waited for the reopening may have drawn its id before it.
        SELECT 1 FROM ledger_close r WHERE r.municipality_id = c.municipality_id AND r.number > c.number
            AND r.act = 'REOPEN' AND r.closed_before <= e.happened_on
            AND (e.id > r.highest_entry OR r.booked_at < e.booked_at + interval '1 hour'))""",
    since=AFTER_THE_LAST_SEAL,
)
invariant(
    "Nothing that was sealed was changed.",
    """-- sealed-rows-unchanged
    SELECT * FROM (
        WITH now AS (
            SELECT n.municipality_id, n.year, n.number, n.entry_id, n.seal, n.digest, n.traces, n.own_digest AS own,
                e.digest AS entry, substr(n.own_digest, 1, 8) || substr(e.digest, 1, 8) || p.traces AS traces_now,
                sha256(n.own_digest || e.digest || p.digests) AS digest_now
            FROM ledger_number_content n
            LEFT JOIN ledger_entry_content e ON e.municipality_id = n.municipality_id AND e.entry_id = n.entry_id
            LEFT JOIN (
                SELECT municipality_id, entry_id, string_agg(digest, '' ORDER BY line) AS digests,
                    string_agg(substr(digest, 1, 8), '' ORDER BY line) AS traces
                FROM ledger_posting_content GROUP BY municipality_id, entry_id
            ) p ON p.municipality_id = n.municipality_id AND p.entry_id = n.entry_id
        ), changed AS MATERIALIZED (
            SELECT *, concat(year, '/', number) AS "row", digest IS DISTINCT FROM digest_now
                AND coalesce(substr(traces, 1, 8) = substr(own, 1, 8), false) AS elsewhere
            FROM now WHERE digest IS DISTINCT FROM digest_now OR traces IS DISTINCT FROM traces_now
        ), named AS (
            SELECT 'ledger_entry' AS "table", entry_id::text AS "row", "row" AS number, seal FROM changed
            WHERE elsewhere AND substr(traces, 9, 8) IS DISTINCT FROM substr(entry, 1, 8)
            UNION ALL
            SELECT 'ledger_posting', concat(entry_id, '/', line), "row", seal FROM changed CROSS JOIN LATERAL (
                SELECT line FROM generate_series(1, octet_length(traces) / 8 - 2) line FULL JOIN (
                    SELECT p.line, min(p.digest) AS digest, count(*) AS times FROM ledger_posting_content p
                    WHERE p.municipality_id = changed.municipality_id AND p.entry_id = changed.entry_id GROUP BY p.line
                ) p USING (line)
                WHERE substr(traces, 8 * line + 9, 8) IS DISTINCT FROM substr(p.digest, 1, 8) OR p.times > 1
            ) line WHERE elsewhere
        )
        SELECT * FROM named
        UNION ALL
        SELECT 'ledger_entry_number', "row", "row", seal FROM changed
        WHERE NOT elsewhere OR NOT EXISTS (SELECT 1 FROM named WHERE named.number = changed."row")
        UNION ALL
        SELECT 'ledger_close', (s.first_close + c.nth)::text, NULL, s.number
        FROM ledger_seal s CROSS JOIN LATERAL generate_series(0, octet_length(s.close_digests) / 32 - 1) c (nth)
        LEFT JOIN ledger_close_content now
            ON now.municipality_id = s.municipality_id AND now.number = s.first_close + c.nth
        WHERE now.digest IS DISTINCT FROM substr(s.close_digests, 32 * c.nth + 1, 32)
    ) unlike""",
    since=OF_THE_LAST_SEAL,
)
invariant(
    "Each seal is of what it covers.",
    """-- seals-cover
    SELECT 'ledger_seal' AS "table", s.number::text AS "row"
    FROM ledger_seal s
    JOIN public.ledger_seal whole ON whole.municipality_id = s.municipality_id AND whole.number = s.number
    LEFT JOIN (
        SELECT municipality_id, seal, string_agg(digest, '' ORDER BY year, number) AS digests
        FROM ledger_entry_number GROUP BY municipality_id, seal
    ) n ON n.municipality_id = s.municipality_id AND n.seal = s.number
    WHERE s.digest IS DISTINCT FROM ledger_seal_digest(whole, coalesce(n.digests, ''))""",
    since=OF_THE_LAST_SEAL,
)
invariant(
    "Each seal follows from the one before it.",
    """-- seals-follow
    SELECT * FROM (
        SELECT 'ledger_seal' AS "table", s.number::text AS "row", row_number() OVER chain AS expected,
            s.previous IS DISTINCT FROM lag(s.digest, 1, decode(repeat('00', 32), 'hex')) OVER chain
                OR s.first_close IS DISTINCT FROM lag(s.last_close, 1, 0) OVER chain + 1 AS does_not_follow
        FROM ledger_seal s WINDOW chain AS (PARTITION BY s.municipality_id ORDER BY s.number)
    ) seal WHERE "row" IS DISTINCT FROM expected::text OR does_not_follow""",
    since=ALL_OF_THEM,
)
invariant(
    "The numbers of sealed entries have no gap, and none is without its seal.",
    """-- numbers-have-no-gap
    SELECT year, number, before + 1 AS missing_from, number - 1 AS missing_to, seal, entry_id FROM (
        SELECT *, lag(number, 1, 0::bigint) OVER (PARTITION BY municipality_id, year ORDER BY number) AS before
        FROM ledger_entry_number
    ) n WHERE number <> before + 1
    UNION ALL
    SELECT year, first_number, before + 1, first_number - 1, number, NULL FROM (
        SELECT *, lag(last_number, 1, 0::bigint) OVER (PARTITION BY municipality_id, year ORDER BY number) AS before
        FROM ledger_seal
    ) s WHERE first_number <> before + 1
    UNION ALL
    SELECT year, n.last, n.last + 1, s.last, NULL, NULL
    FROM (SELECT municipality_id, year, max(number) AS last FROM ledger_entry_number GROUP BY 1, 2) n
    FULL JOIN (SELECT municipality_id, year, max(last_number) AS last FROM ledger_seal GROUP BY 1, 2) s
        USING (municipality_id, year)
    WHERE coalesce(n.last, 0) <> coalesce(s.last, 0)
    UNION ALL
    SELECT n.year, n.number, NULL, NULL, n.seal, n.entry_id FROM ledger_entry_number n
    LEFT JOIN ledger_seal s ON s.municipality_id = n.municipality_id AND s.number = n.seal AND s.year = n.year
        AND n.number BETWEEN s.first_number AND s.last_number
    WHERE s.number IS NULL
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, e.id
    FROM (SELECT municipality_id, max(settled_entry) AS entry_id FROM ledger_seal GROUP BY municipality_id) settled
    JOIN ledger_entry e ON e.municipality_id = settled.municipality_id AND e.id <= settled.entry_id
    WHERE NOT EXISTS (
        SELECT 1 FROM ledger_entry_number n WHERE n.municipality_id = e.municipality_id AND n.entry_id = e.id)""",
)
invariant(
    "A reversal mirrors exactly one earlier entry, which is no reversal itself and is reversed once.",
    """-- reversals-mirror
    SELECT r.id AS entry_id, r.reverses FROM ledger_entry r
    LEFT JOIN ledger_entry e ON e.municipality_id = r.municipality_id AND e.id = r.reverses
    WHERE r.act = 'reversal' AND (
        e.id IS NULL OR e.act = 'reversal'
        OR EXISTS (SELECT 1 FROM ledger_entry o
            WHERE o.municipality_id = r.municipality_id AND o.reverses = r.reverses AND o.id <> r.id)
        OR EXISTS (
            SELECT 1 FROM ledger_posting p WHERE p.municipality_id = r.municipality_id AND p.entry_id IN (r.id,
            r.reverses)
            GROUP BY p.account_id HAVING sum(p.amount) <> 0))""",
)
invariant(
    "What is held of an account is what its pending holds would take.",
    """-- holds-add-up
    SELECT b.account_id, b.held, coalesce(sum(l.amount), 0) AS pending
    FROM ledger_balance b
    JOIN ledger_account a ON a.municipality_id = b.municipality_id AND a.id = b.account_id
    LEFT JOIN (
        SELECT g.municipality_id, g.amount, side.account_id, side.side FROM ledger_hold h
        JOIN ledger_hold_leg g ON g.municipality_id = h.municipality_id AND g.hold_id = h.id
        CROSS JOIN LATERAL (VALUES (g.debit_id, -1), (g.credit_id, 1)) side (account_id, side)
        WHERE h.outcome = 'PENDING'
    ) l ON l.municipality_id = b.municipality_id AND l.account_id = b.account_id AND l.side = a.side
    GROUP BY b.account_id, b.held HAVING b.held <> coalesce(sum(l.amount), 0)""",
)
invariant(
    "A hold that was posted was booked as it was set aside: the same legs, or less of them.",
    """-- holds-are-booked-as-held
    SELECT h.id AS hold_id, h.entry_id, d.line, d.amount FROM ledger_hold h
    JOIN ledger_posting d ON d.municipality_id = h.municipality_id AND d.entry_id = h.entry_id AND d.line % 2 = 1
    JOIN ledger_posting c ON c.municipality_id = h.municipality_id AND c.entry_id = h.entry_id AND c.line = d.line + 1
    WHERE h.outcome = 'POSTED' AND NOT EXISTS (
        SELECT FROM ledger_hold_leg l WHERE l.municipality_id = h.municipality_id AND l.hold_id = h.id
            AND (l.debit_id, l.credit_id, l.unit) = (d.account_id, c.account_id, d.unit) AND d.amount <= l.amount)""",
)
invariant(
    "What was rolled up is the sum of what was booked by transactions that had ended.",
    """-- totals-are-sums
    SELECT coalesce(t.account_id, p.account_id) AS account_id, coalesce(t.happened_on, p.happened_on) AS happened_on,
        t.amount, p.amount AS summed
    FROM ledger_day_total t
    FULL JOIN (
        SELECT p.municipality_id, p.account_id, p.happened_on, sum(p.amount) AS amount
        FROM ledger_posting p JOIN ledger_rolled_up r ON r.municipality_id = p.municipality_id AND p.xid < r.below
        WHERE p.version IS NULL GROUP BY 1, 2, 3
    ) p ON p.municipality_id = t.municipality_id AND p.account_id = t.account_id AND p.happened_on = t.happened_on
    WHERE t.amount IS DISTINCT FROM p.amount""",
)
