"""What must always be true of what lies on passes, beside what is true of every entry: see `ledger.invariants`."""

from ledger.invariants import invariant

invariant(
    "Tills know of whatever lies on a pass, and what is over has nothing on it.",
    """-- passes-are-carried
    SELECT e.id AS entitlement_id, a.id AS account_id, l.balance, b.account AS known_account, b.over
    FROM ledger_balance l
    JOIN ledger_account a ON a.municipality_id = l.municipality_id AND a.id = l.account_id
    JOIN entitlements_entitlement e ON e.municipality_id = a.municipality_id AND e.id = a.entitlement
    LEFT JOIN entitlements_pass_budget b ON b.municipality_id = e.municipality_id AND b.entitlement_id = e.id
    WHERE a.class = 'EARMARKED' AND l.balance > 0 AND (b.account IS DISTINCT FROM a.id OR b.over)""",
)
