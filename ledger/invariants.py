"""What must always be true of the books, each stated once: run by `verify`, by the property tests and by the report.

An invariant is a query that gives the rows that break it, of the municipality that is being served.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence that must hold, and the query for the rows where it does not."""

    name: str
    says: str
    find_breaches: Callable[[], list[Row]]


@dataclass(frozen=True, slots=True)
class Breach:
    """One row that breaks an invariant."""

    invariant: str
    says: str
    row: Row


INVARIANTS: list[Invariant] = []


def invariant(says: str, sql: str) -> Invariant:
    """This will add an invariant to the list that `verify` runs; `sql` begins with the name it goes by in a comment."""
    name = sql.split("\n", 1)[0].removeprefix("-- ").strip()
    found = Invariant(name, says, lambda: _rows(sql))
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
)
invariant(
    "Every journal entry has all its postings, dated as the entry is.",
    """-- entries-are-complete
    SELECT e.id AS entry_id, e.lines, count(p.line) AS found
    FROM ledger_entry e LEFT JOIN ledger_posting p
        ON p.municipality_id = e.municipality_id AND p.entry_id = e.id AND p.happened_on = e.happened_on
    GROUP BY e.id, e.lines HAVING count(p.line) <> e.lines OR max(p.line) <> e.lines""",
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
)
invariant(
    "Nothing was taken from a person but by sending it to them.",
    """-- never-reclaimed
    SELECT p.entry_id, p.line, p.account_id, p.act, p.amount
    FROM ledger_posting p WHERE p.class = 'ENTITLED' AND p.amount > 0 AND p.act <> 'payout'""",
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
)
invariant(
    "Nothing was booked in a month that was closed.",
    """-- closed-months-stay
    SELECT e.id AS entry_id, e.happened_on, e.booked_at, c.number AS close_number, c.closed_before
    FROM ledger_close c JOIN ledger_entry e ON e.municipality_id = c.municipality_id AND e.happened_on < c.closed_before
        AND e.booked_at > c.booked_at
    WHERE c.act = 'CLOSE' AND NOT EXISTS (
        -- An entry says when its work began, which may be an hour before the reopening that let it in.
        SELECT 1 FROM ledger_close r WHERE r.municipality_id = c.municipality_id AND r.number > c.number
            AND r.act = 'REOPEN' AND r.closed_before <= e.happened_on
            AND r.booked_at < e.booked_at + interval '1 hour')""",
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
    "What is held of an account is what its open holds would take, and every hold is open or has ended.",
    """-- holds-add-up
    SELECT b.account_id, NULL::bigint AS hold_id, b.held, coalesce(sum(l.amount), 0) AS in_open_holds
    FROM ledger_balance b
    JOIN ledger_account a ON a.municipality_id = b.municipality_id AND a.id = b.account_id
    LEFT JOIN (
        SELECT g.municipality_id, g.amount, side.account_id, side.side FROM ledger_hold_open o
        JOIN ledger_hold_leg g ON g.municipality_id = o.municipality_id AND g.hold_id = o.hold_id
        CROSS JOIN LATERAL (VALUES (g.debit_id, -1), (g.credit_id, 1)) side (account_id, side)
    ) l ON l.municipality_id = b.municipality_id AND l.account_id = b.account_id AND l.side = a.side
    GROUP BY b.account_id, b.held HAVING b.held <> coalesce(sum(l.amount), 0)
    UNION ALL
    SELECT NULL, h.id, NULL, NULL FROM ledger_hold h
    WHERE EXISTS (SELECT FROM ledger_hold_open o WHERE o.municipality_id = h.municipality_id AND o.hold_id = h.id)
        = EXISTS (SELECT FROM ledger_hold_end e WHERE e.municipality_id = h.municipality_id AND e.hold_id = h.id)""",
)
invariant(
    "A hold that was posted was booked as it was set aside: the same legs, or less of them.",
    """-- holds-are-booked-as-held
    SELECT e.hold_id, e.entry_id, d.line, d.amount FROM ledger_hold_end e
    JOIN ledger_posting d ON d.municipality_id = e.municipality_id AND d.entry_id = e.entry_id AND d.line % 2 = 1
    JOIN ledger_posting c ON c.municipality_id = e.municipality_id AND c.entry_id = e.entry_id AND c.line = d.line + 1
    WHERE e.outcome = 'POSTED' AND NOT EXISTS (
        SELECT FROM ledger_hold_leg l WHERE l.municipality_id = e.municipality_id AND l.hold_id = e.hold_id
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
