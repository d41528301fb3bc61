"""Payment orders as pain.001.001.09, the SEPA credit transfer file.

sepaxml gives the tree; it makes up ids and the time, cuts what is too long and leaves an unknown bank empty.
So nothing reaches it that it would change, and its inventions are replaced before the file leaves.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from lxml import etree
from sepaxml import SepaTransfer

from connectors.contract import CreditTransfer, PaymentOrder
from connectors.problem import Problem, Refused
from connectors.sepa import order_check, pain001_proof
from connectors.sepa.charset import to_sepa
from connectors.sepa.iban import check_iban

SCHEMA = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"
# Banks read a time without an offset as their own; Dutch banks show it so in their own examples.
_BANK_TIME = ZoneInfo("Europe/Amsterdam")


class OrderRefused(Refused):
    """A payment order cannot become a file; its problems say why, line by line."""


def problems(order: PaymentOrder) -> list[Problem]:
    """List everything that is wrong with the order: first the order itself, then its transfers from line 1."""
    return order_check.problems(order)


def write(order: PaymentOrder) -> bytes:
    """Give the file, in UTF-8; the same order always gives the same bytes.

    :raises OrderRefused: `problems` has something to say
    :raises connectors.sepa.pain001_proof.FileDiffers: what was written is not what was ordered
    """
    found = problems(order)
    if found:
        raise OrderRefused(*found)
    root = etree.fromstring(_draft(order))
    _set(root, "GrpHdr/MsgId", order.message_id)
    _set(root, "GrpHdr/CreDtTm", order.created_at.astimezone(_BANK_TIME).strftime("%Y-%m-%dT%H:%M:%S"))
    _set(root, "PmtInf/PmtInfId", order.payment_id)
    if order.debtor.bic is None:
        _say_bank_not_provided(root)
    etree.cleanup_namespaces(root)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    pain001_proof.prove(document, order)
    return document


def _draft(order: PaymentOrder) -> bytes:
    config = {
        "name": to_sepa(order.debtor.name),
        "IBAN": check_iban(order.debtor.iban),
        "currency": "EUR",
        "batch": True,
    }
    if order.debtor.bic is not None:
        config["BIC"] = order.debtor.bic
    # clean=False: cleaning cuts without a word. validate=False: the file is proved after our own changes to it.
    draft = SepaTransfer(config, schema=SCHEMA, clean=False)
    for payment in _payments(order):
        draft.add_payment(payment)
    document: bytes = draft.export(validate=False)
    return document


def _payments(order: PaymentOrder) -> Iterable[dict[str, object]]:
    for transfer in order.transfers:
        yield {**_payment(transfer), "execution_date": order.execution_on}


def _payment(transfer: CreditTransfer) -> dict[str, object]:
    # No bank of the creditor: inside the EEA a payer may not be asked for it, and a BIC looked up in a register
    # that moves would change the bytes of an order that did not change.
    return {
        "name": to_sepa(transfer.creditor_name),
        "IBAN": check_iban(transfer.creditor_iban),
        "amount": transfer.amount_minor,
        "description": to_sepa(transfer.remittance),
        "endtoend_id": transfer.end_to_end_id,
    }


def _set(root: etree._Element, path: str, text: str) -> None:
    _element(root, path).text = text


def _say_bank_not_provided(root: etree._Element) -> None:
    # The schema takes an empty FinInstnId; the EPC guideline wants this text in it.
    institution = _element(root, "PmtInf/DbtrAgt/FinInstnId")
    other = etree.SubElement(institution, f"{{{NAMESPACE}}}Othr")
    etree.SubElement(other, f"{{{NAMESPACE}}}Id").text = "NOTPROVIDED"


def _element(root: etree._Element, path: str) -> etree._Element:
    qualified = "/".join(f"{{{NAMESPACE}}}{step}" for step in ["CstmrCdtTrfInitn", *path.split("/")])
    (element,) = root.findall(qualified)
    return element
