"""Payment orders for tests: a good one, and ways to make one thing about it different."""

from dataclasses import replace
from datetime import UTC, date, datetime

from connectors.contract import CreditTransfer, Debtor, PaymentOrder

VOORBEELDSTAD = Debtor(name="Gemeente Voorbeeldstad", iban="NL44RABO0123456789", bic="RABONL2U")
ZOE = CreditTransfer(
    end_to_end_id="BB-2026Q1-0001",
    amount_minor=40_000,
    creditor_name="Zoë van 't Hart",
    creditor_iban="NL91 ABNA 0417 1643 00",
    remittance="Aanvulling 1e kwartaal",
)
OMER = CreditTransfer(
    end_to_end_id="BB-2026Q1-0002",
    amount_minor=35_999,
    creditor_name="Ömer Yildiz",
    creditor_iban="NL86INGB0002445588",
    remittance="Aanvulling 1e kwartaal",
)
ORDER = PaymentOrder(
    message_id="VBS-20260401-1",
    payment_id="VBS-20260401-1-A",
    created_at=datetime(2026, 4, 1, 7, 30, tzinfo=UTC),
    execution_on=date(2026, 4, 1),
    debtor=VOORBEELDSTAD,
    transfers=(ZOE, OMER),
)


def order_with(**changes: object) -> PaymentOrder:
    return replace(ORDER, **changes)  # type: ignore[arg-type]


def order_of(**changes: object) -> PaymentOrder:
    """Give an order of one transfer that differs from Zoë's in what is said."""
    return replace(ORDER, transfers=(replace(ZOE, **changes),))  # type: ignore[arg-type]
