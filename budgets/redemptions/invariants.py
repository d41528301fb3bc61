"""What must always be true of what was spent at shops, beside what is true of every entry: see `ledger.invariants`."""

from ledger.invariants import invariant

invariant(
    "A purchase is what its lines add up to, and what the shop is owed for it, to the cent.",
    """-- purchases-are-booked
    SELECT r.id AS redemption_id, r.state, r.euro_minor, r.refunded_euro_minor, line.euro, line.refunded, booked.owed
    FROM redemptions_redemption r
    LEFT JOIN LATERAL (
        SELECT sum(l.euro_minor) AS euro, sum(l.refunded_euro_minor) AS refunded FROM redemptions_line l
        WHERE l.municipality_id = r.municipality_id AND l.redemption_id = r.id
    ) line ON true
    LEFT JOIN LATERAL (
        SELECT -sum(p.amount) AS owed FROM ledger_posting p
        JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id AND a.holder = r.shop_id
        WHERE p.municipality_id = r.municipality_id AND p.entry_id = r.entry_id AND p.class = 'SHOP_PAYABLE'
    ) booked ON true
    WHERE (line.euro, line.refunded) IS DISTINCT FROM (r.euro_minor, r.refunded_euro_minor)
        OR r.entry_id IS NOT NULL AND booked.owed IS DISTINCT FROM r.euro_minor""",
)
invariant(
    "What was given back of a purchase is what its refunds add up to, and what the shop is owed less, to the cent.",
    """-- refunds-are-booked
    SELECT r.id AS redemption_id, r.refunded_minor, r.refunded_euro_minor, back.amount, back.euro, back.booked
    FROM redemptions_redemption r
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(f.amount_minor), 0) AS amount, coalesce(sum(f.euro_minor), 0) AS euro,
            coalesce(sum(p.owed), 0) AS booked
        FROM redemptions_refund f
        LEFT JOIN LATERAL (
            SELECT sum(p.amount) AS owed FROM ledger_posting p
            JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
                AND a.holder = r.shop_id
            WHERE p.municipality_id = f.municipality_id AND p.entry_id = f.entry_id AND p.class = 'SHOP_PAYABLE'
        ) p ON true
        WHERE f.municipality_id = r.municipality_id AND f.redemption_id = r.id
    ) back ON true
    WHERE (back.amount, back.euro, back.booked)
        IS DISTINCT FROM (r.refunded_minor, r.refunded_euro_minor, r.refunded_euro_minor)
        OR (r.state = 'REFUNDED') <> (r.refunded_minor > 0 AND r.refunded_minor = r.taken_minor)""",
)
invariant(
    "What each budget paid of a purchase and was given back, in its own unit, is what left its pass and came back.",
    """-- lines-are-booked
    SELECT r.id AS redemption_id, line.account, line.units, line.back, booked.units AS left_it, booked.back AS came_back
    FROM (
        SELECT l.municipality_id, l.redemption_id, l.earmarked_account AS account, sum(l.units_minor) AS units,
            sum(l.refunded_units_minor) AS back
        FROM redemptions_line l GROUP BY l.municipality_id, l.redemption_id, l.earmarked_account
    ) line
    JOIN redemptions_redemption r ON r.municipality_id = line.municipality_id AND r.id = line.redemption_id
        AND r.entry_id IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(p.amount) FILTER (WHERE p.entry_id = r.entry_id), 0) AS units,
            coalesce(-sum(p.amount) FILTER (WHERE p.entry_id <> r.entry_id), 0) AS back
        FROM ledger_posting p
        WHERE p.municipality_id = r.municipality_id AND p.account_id = line.account AND p.entry_id IN (
            SELECT r.entry_id UNION ALL SELECT f.entry_id FROM redemptions_refund f
            WHERE f.municipality_id = r.municipality_id AND f.redemption_id = r.id)
    ) booked ON true
    WHERE (line.units, line.back) IS DISTINCT FROM (booked.units, booked.back)""",
)
