"""The statement of a settlement: every receipt, for the shop's books as a file for Excel, and as a PDF to keep.

Nobody who paid is in it, and no scheme: a shop learns what it sold, and what it is paid.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from budgets.schemes.explanation import day_in_words, euros
from budgets.settlements.queries import SettlementRow
from budgets.settlements.receipts import ReceiptLine, get_settlement
from budgets.settlements.words import STATEMENT_WORDS
from budgets.shops.models import Shop
from connectors.letter.page import Heading, Letter, Paragraph, Table
from connectors.letter.pdf import write_pdf
from connectors.spreadsheet.writing import Cell, write_table
from ledger import tenant
from ledger.models import Municipality

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SHORT, _WIDE = (38, 88, 34), (22, 28, 62, 24, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a statement says, in the language of the shop."""

    municipality: str
    shop_code: str
    shop: str
    language: str
    settlement: SettlementRow
    lines: tuple[ReceiptLine, ...]

    def file_name(self, kind: str) -> str:
        """Give the name of its file; kind is "csv" or "pdf"."""
        return f"afrekening-{self.shop_code}-{self.settlement.number}.{kind}"


def get_statement(shop_id: UUID, settlement_id: UUID) -> Statement:
    """Give the statement of a settlement of a shop.

    :raises SettlementUnknown: it has none of that id
    """
    found = get_settlement(shop_id, settlement_id)
    shop = Shop.objects.select_related("organisation").get(id=shop_id)
    return Statement(
        municipality=Municipality.objects.get(id=tenant.current()).name,
        shop_code=shop.code,
        shop=shop.organisation.name,
        language=shop.language,
        settlement=found.settlement,
        lines=found.lines,
    )


def as_csv(statement: Statement) -> bytes:
    """Give the statement for a Dutch Excel: a line for each receipt, one for the fee, and one that adds them up."""
    said, words = statement.settlement, STATEMENT_WORDS[statement.language]
    names = ("day", "receipt", "where", "activity", "spent", "refunded", "fee", "paid")
    rows: list[tuple[Cell, ...]] = []
    for each in statement.lines:
        amounts = (_euros(each.amount_minor), "") if each.amount_minor > 0 else ("", _euros(-each.amount_minor))
        rows.append((each.on, each.receipt or words["came-back"], each.location, each.activity, *amounts, "", ""))
    if said.fee_minor:
        rows.append((said.made_on, words["fee"], "", "", "", "", _euros(said.fee_minor), ""))
    sums = (said.spent_minor, said.refunded_minor, said.fee_minor, said.paid_minor)
    rows.append((said.made_on, words["together"], "", "", *map(_euros, sums)))
    return write_table([words[name] for name in names], rows)


def as_pdf(statement: Statement) -> bytes:
    """Give the statement as PDF: the same bytes each time that it is asked."""
    made_at = datetime.combine(statement.settlement.made_on, time(), AMSTERDAM)
    return write_pdf(as_letter(statement), created_at=made_at)


def as_letter(statement: Statement) -> Letter:
    """Give the statement as a letter."""
    said, words, lang = statement.settlement, STATEMENT_WORDS[statement.language], statement.language
    subject = words["subject"].format(number=said.number)
    first, last = (day_in_words(day, lang) for day in (said.since, said.until - timedelta(days=1)))
    days = first if first == last else words["days"].format(first=first, last=last)
    town = statement.municipality
    return Letter(
        sender=town if town.casefold().startswith("gemeente") else f"Gemeente {town}",
        to=(statement.shop,),
        day=day_in_words(said.made_on, lang),
        subject=subject,
        blocks=(
            Paragraph(words["about"].format(shop=statement.shop, days=days)),
            Paragraph(words["pays"].format(amount=euros(said.paid_minor, lang)), strong=True),
            Paragraph(words["how"].format(municipality=town, number=said.number)),
            Heading(words["in-short"]),
            _in_short(statement),
            Paragraph(words["questions"]),
            Heading(words["receipts"]),
            _receipts(statement),
        ),
        foot=f"{subject} · {statement.shop}",
        page_of=words["page"],
        language=lang,
    )


def _in_short(statement: Statement) -> Table:
    said, words, lang = statement.settlement, STATEMENT_WORDS[statement.language], statement.language
    spent = sum(1 for each in statement.lines if each.amount_minor > 0)
    rows = [(words["spent"], words["purchases"].format(count=spent), euros(said.spent_minor, lang))]
    if said.refunded_minor:
        back = words["purchases"].format(count=len(statement.lines) - spent)
        rows.append((words["refunded"], back, f"-{euros(said.refunded_minor, lang)}"))
    if said.fee_minor:
        rows.append((words["fee"], _fee(said, lang), f"-{euros(said.fee_minor, lang)}"))
    head = (words["what"], words["explained"], words["amount"])
    return Table(head, tuple(rows), (words["paid"], "", euros(said.paid_minor, lang)), widths=_SHORT)


def _fee(said: SettlementRow, lang: str) -> str:
    words = STATEMENT_WORDS[lang]
    parts = []
    if said.flat_fee_minor:
        parts.append(words["flat"].format(amount=euros(said.flat_fee_minor, lang)))
    if said.fee_basis_points:
        percent = f"{Decimal(said.fee_basis_points).scaleb(-2).normalize():f}"
        of = euros(said.spent_minor - said.refunded_minor, lang)
        parts.append(words["percent"].format(percent=percent.replace(".", "," if lang == "nl" else "."), amount=of))
    return words["and"].join(parts)


def _receipts(statement: Statement) -> Table:
    said, words, lang = statement.settlement, STATEMENT_WORDS[statement.language], statement.language
    rows = []
    for each in statement.lines:
        amount = euros(abs(each.amount_minor), lang)
        where = " · ".join(filter(None, (each.location, each.activity)))
        amounts = (amount, "") if each.amount_minor > 0 else ("", amount)
        rows.append((f"{each.on:%d-%m-%Y}", each.receipt or words["came-back"], where, *amounts))
    head = tuple(words[name] for name in ("day", "receipt", "where", "amount", "back"))
    last = (words["together"], "", "", euros(said.spent_minor, lang), euros(said.refunded_minor, lang))
    return Table(head, tuple(rows), last, widths=_WIDE, amounts=2)


def _euros(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2).quantize(Decimal("0.01"))
