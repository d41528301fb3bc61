"""The last look at a payment file: read back by other means than it was written with, and held against the order."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import as_file, files

from lxml import etree

from connectors.contract import PaymentOrder

_SCHEMA = "pain.001.001.09"
_PAYMENT = "p:CstmrCdtTrfInitn/p:PmtInf"
_NAMES = {"p": f"urn:iso:std:iso:20022:tech:xsd:{_SCHEMA}"}


class FileDiffers(Exception):
    """A written payment file does not say what was ordered: a fault of the program, never of the input."""

    code = "payment-file-differs"


@dataclass(frozen=True, slots=True)
class Totals:
    """How many transfers, and their sum in euro cents."""

    count: int
    sum_minor: int


def prove(document: bytes, order: PaymentOrder) -> None:
    """Check the file against the schema, its own totals and the order.

    :raises FileDiffers: one of them does not hold
    """
    # Comments and DOCTYPE have no place in what we write, and nothing is fetched or expanded to find that out.
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    try:
        _schema().assertValid(root)
    except etree.DocumentInvalid as broken:
        raise FileDiffers("the file breaks its schema") from broken
    payer, counted = _compact(order.debtor.iban), Totals(len(order.transfers), order.total_minor)
    _expect("the paying account", root.findtext(f"{_PAYMENT}/p:DbtrAcct/p:Id/p:IBAN", namespaces=_NAMES), payer)
    _expect("the transfers of the file", _counted(root), counted)
    _expect("the totals of the message", _stated(root, "GrpHdr"), counted)
    _expect("the totals of the batch", _stated(root, "PmtInf"), counted)
    _expect("the lines", list(_lines(root)), _ordered(order))


def _ordered(order: PaymentOrder) -> list[tuple[str, int, str]]:
    return [(each.end_to_end_id, each.amount_minor, _compact(each.creditor_iban)) for each in order.transfers]


def _expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise FileDiffers(f"{what} differ from the order")


def _lines(root: etree._Element) -> Iterator[tuple[str, int, str]]:
    for line in root.iterfind(".//p:CdtTrfTxInf", _NAMES):
        amount = _cents(_text(line, "p:Amt/p:InstdAmt"))
        yield _text(line, "p:PmtId/p:EndToEndId"), amount, _text(line, "p:CdtrAcct/p:Id/p:IBAN")


def _counted(root: etree._Element) -> Totals:
    amounts = [amount for _, amount, _ in _lines(root)]
    return Totals(len(amounts), sum(amounts))


def _stated(root: etree._Element, block: str) -> Totals:
    (found,) = root.findall(f"p:CstmrCdtTrfInitn/p:{block}", _NAMES)
    return Totals(int(_text(found, "p:NbOfTxs")), _cents(_text(found, "p:CtrlSum")))


def _text(element: etree._Element, path: str) -> str:
    return element.findtext(path, default="", namespaces=_NAMES)


def _compact(iban: str) -> str:
    return "".join(iban.split()).upper()


def _cents(amount: str) -> int:
    cents = Decimal(amount).scaleb(2)
    if cents != int(cents):
        raise FileDiffers("an amount has parts of a cent")
    return int(cents)


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    with as_file(files("sepaxml") / "schemas" / f"{_SCHEMA}.xsd") as path:
        return etree.XMLSchema(etree.parse(path))
