"""What must always be true of what shops are paid, beside what is true of every entry: see `ledger.invariants`."""

from ledger.invariants import invariant

invariant(
    "A settlement is what its receipts and refunds add up to, each of them whole, less its fee.",
    """-- settlements-add-up
    SELECT s.id AS settlement_id, s.number, s.spent_minor, s.refunded_minor, s.fee_minor, s.paid_minor
    FROM settlements_settlement s
    LEFT JOIN (
        SELECT e.municipality_id, e.settlement_id, count(*) AS lines, bool_and(e.amount_minor = owed.amount) AS whole,
            coalesce(sum(owed.amount) FILTER (WHERE owed.amount > 0), 0) AS spent,
            coalesce(-sum(owed.amount) FILTER (WHERE owed.amount < 0), 0) AS refunded
        FROM settlements_entry e
        JOIN settlements_settlement s ON s.municipality_id = e.municipality_id AND s.id = e.settlement_id
        LEFT JOIN ledger_account a ON a.municipality_id = e.municipality_id AND a.holder = s.shop_id
            AND a.class = 'SHOP_PAYABLE'
        LEFT JOIN LATERAL (
            SELECT -sum(p.amount) AS amount FROM ledger_posting p
            WHERE p.municipality_id = e.municipality_id AND p.entry_id = e.entry_id AND p.account_id = a.id
        ) owed ON true
        GROUP BY e.municipality_id, e.settlement_id
    ) line ON line.municipality_id = s.municipality_id AND line.settlement_id = s.id
    WHERE s.state <> 'DRAFT' AND (line.whole, line.lines, line.spent, line.refunded, line.spent - line.refunded)
        IS DISTINCT FROM (true, s.line_count, s.spent_minor, s.refunded_minor, s.paid_minor + s.fee_minor)""",
)
invariant(
    "What a shop is paid for a settlement, net of its fee, is one line of a batch that left, booked to the cent.",
    """-- settlements-are-transfers
    SELECT s.id AS settlement_id, s.number, s.state, s.paid_minor, s.fee_minor, d.amount_minor, d.end_to_end_id,
        booked.sent, booked.kept
    FROM settlements_settlement s
    LEFT JOIN payouts_disbursement d ON d.municipality_id = s.municipality_id AND d.settlement_id = s.id
        AND NOT d.discarded
    LEFT JOIN payouts_batch b ON b.municipality_id = d.municipality_id AND b.id = d.batch_id
    LEFT JOIN ledger_entry e ON e.municipality_id = s.municipality_id AND e.key = concat('settle:', s.id)
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(p.amount) FILTER (WHERE p.class = 'SHOP_PAYABLE' AND a.holder = s.shop_id), 0) AS taken,
            coalesce(-sum(p.amount) FILTER (WHERE p.class = 'IN_TRANSIT'), 0) AS sent,
            coalesce(-sum(p.amount) FILTER (WHERE p.class = 'FEES'), 0) AS kept
        FROM ledger_posting p JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
        WHERE p.municipality_id = e.municipality_id AND p.entry_id = e.id
    ) booked ON true
    WHERE (s.state = 'PAID') IS DISTINCT FROM (coalesce(b.state, '') = 'HANDED_OVER')
        OR s.state = 'PAID' AND (d.amount_minor, booked.sent, booked.kept, booked.taken)
            IS DISTINCT FROM (s.paid_minor, s.paid_minor, s.fee_minor, s.paid_minor + s.fee_minor)
        OR s.state <> 'PAID' AND e.id IS NOT NULL""",
)
