"""What must be true of a payment order before any SEPA bank sees it: all problems of all lines at once."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from schwifty import BIC, exceptions

from connectors.contract import CreditTransfer, Debtor, PaymentOrder
from connectors.problem import Problem
from connectors.sepa import reasons
from connectors.sepa.calendar import first_target_day, is_target_day
from connectors.sepa.charset import ALLOWED, strange_characters, to_sepa
from connectors.sepa.iban import IbanRefused, check_iban

MOST_MINOR = 99_999_999_999
"""The largest SEPA credit transfer, in euro cents."""
NAME_LENGTH, REMITTANCE_LENGTH, ID_LENGTH = 70, 140, 35

# Outside the EEA a SEPA transfer needs the address of the payer and the bank of the payee; this file carries neither.
_EEA = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
}
_BANK_TIME = ZoneInfo("Europe/Amsterdam")


def problems(order: PaymentOrder) -> list[Problem]:
    """List what is wrong: the order first (no line number), then its transfers, the first being line 1."""
    found = [*_of_order(order), *_of_dates(order), *_of_debtor(order.debtor)]
    seen: dict[str, int] = {}
    own = _compact(order.debtor.iban)
    for line, transfer in enumerate(order.transfers, start=1):
        first = seen.setdefault(transfer.end_to_end_id, line)
        found += [problem.at(line=line, column=problem.column) for problem in _of_transfer(transfer)]
        if first != line:
            found.append(reasons.ID_TWICE.problem(line=first).at(line=line, column="end_to_end_id"))
        if own == _compact(transfer.creditor_iban):
            found.append(reasons.OWN_ACCOUNT.problem().at(line=line, column="creditor_iban"))
    return found


def _of_order(order: PaymentOrder) -> Iterator[Problem]:
    yield from _of_id("message_id", order.message_id)
    yield from _of_id("payment_id", order.payment_id)
    if not order.transfers:
        yield _named("transfers", reasons.NO_TRANSFERS.problem())


def _of_dates(order: PaymentOrder) -> Iterator[Problem]:
    on = order.execution_on
    if isinstance(on, datetime):
        yield _named("execution_on", reasons.NOT_A_DAY.problem())
        return
    if not is_target_day(on):
        yield _named("execution_on", reasons.NO_TARGET_DAY.problem(on=on, next=first_target_day(on)))
    if order.created_at.utcoffset() is None:
        yield _named("created_at", reasons.NAIVE_TIME.problem())
    elif on < order.created_at.astimezone(_BANK_TIME).date():
        yield _named("execution_on", reasons.IN_THE_PAST.problem(on=on))


def _of_debtor(debtor: Debtor) -> Iterator[Problem]:
    yield from _of_text("debtor.name", debtor.name, NAME_LENGTH)
    yield from _of_iban("debtor.iban", debtor.iban)
    if debtor.bic is not None and not _is_bic(debtor.bic):
        yield _named("debtor.bic", reasons.BIC_UNREADABLE.problem())


def _of_transfer(transfer: CreditTransfer) -> Iterator[Problem]:
    yield from _of_id("end_to_end_id", transfer.end_to_end_id)
    if type(transfer.amount_minor) is not int:
        yield _named("amount_minor", reasons.AMOUNT_NOT_WHOLE.problem())
    elif not 0 < transfer.amount_minor <= MOST_MINOR:
        yield _named("amount_minor", reasons.AMOUNT_OUT_OF_RANGE.problem())
    yield from _of_text("creditor_name", transfer.creditor_name, NAME_LENGTH)
    yield from _of_iban("creditor_iban", transfer.creditor_iban)
    yield from _of_text("remittance", transfer.remittance, REMITTANCE_LENGTH)


def _of_text(column: str, text: str, most: int) -> Iterator[Problem]:
    plain = to_sepa(text)
    if not plain:
        yield _named(column, reasons.EMPTY.problem())
    if len(plain) > most:
        yield _named(column, reasons.TOO_LONG.problem(length=len(plain), most=most))
    strange = strange_characters(plain)
    if strange:
        yield _named(column, reasons.STRANGE.problem(characters=_spelled(strange)))


def _of_id(column: str, text: str) -> Iterator[Problem]:
    # An id must come back from the bank exactly as it was sent, so it is never converted; a space may get lost.
    if not text:
        yield _named(column, reasons.EMPTY.problem())
    if len(text) > ID_LENGTH:
        yield _named(column, reasons.TOO_LONG.problem(length=len(text), most=ID_LENGTH))
    strange = [character for character in dict.fromkeys(text) if character not in ALLOWED - {" "}]
    if strange:
        yield _named(column, reasons.STRANGE.problem(characters=_spelled(strange)))
    if text.startswith("/") or text.endswith("/") or "//" in text:
        yield _named(column, reasons.SLASH.problem())


def _of_iban(column: str, text: str) -> Iterator[Problem]:
    try:
        iban = check_iban(text)
    except IbanRefused as refused:
        yield from (_named(column, problem) for problem in refused.problems)
        return
    if iban[:2] not in _EEA:
        yield _named(column, reasons.OUTSIDE_EEA.problem(country=iban[:2]))


def _is_bic(text: str) -> bool:
    # NOTPROVIDED has the shape of a Romanian BIC; it is what a file says where there is none.
    if text == "NOTPROVIDED" or not text.isascii() or text != text.upper():
        return False
    try:
        return str(BIC(text)) == text
    except exceptions.SchwiftyException:
        return False


def _named(column: str, problem: Problem) -> Problem:
    return problem.at(line=None, column=column)


def _compact(iban: str) -> str:
    return "".join(iban.split()).upper()


def _spelled(characters: list[str]) -> str:
    """Name characters so that also those without a picture can be found again; the first five are enough."""
    shown = [f"{each if each.isprintable() else '?'} (U+{ord(each):04X})" for each in characters[:5]]
    return ", ".join(shown) + (", ..." if len(characters) > len(shown) else "")
