"""What the database says when it refuses, as the refusals of the ledger."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal


class ExceedsAvailableBalance(Refusal):
    code, says = "exceeds-available-balance", _("More was asked of an account than is available on it.")


class ReclaimForbidden(Refusal):
    code, says = "reclaim-forbidden", _("What was granted to a person is theirs: it cannot be taken back.")


class LapseNotAnnounced(Refusal):
    code, says = "lapse-not-announced", _("Nothing lapses that was not announced six weeks and three weeks before.")


class FlowNotAllowed(Refusal):
    code, says = "flow-not-allowed", _("“{act}” may not debit {debit_class} and credit {credit_class}.")


class UnitMismatch(Refusal):
    code, says = "unit-mismatch", _("Account {debit} and account {credit} do not both hold {unit}.")


class SameAccount(Refusal):
    code, says = "same-account", _("An amount cannot move from account {debit} to itself.")


class AmountNotPositive(Refusal):
    code, says = "amount-not-positive", _("An amount to book is above zero; {amount} was given.")


class UnknownAccount(Refusal):
    code, says = "unknown-account", _("Account {debit} or account {credit} is not there.")


class UnknownEntry(Refusal):
    code, says = "unknown-entry", _("Journal entry {entry_id} is not there.")


class IdempotencyKeyReused(Refusal):
    code, says = "idempotency-key-reused", _("The key “{key}” was used before, for something else.")


class KeyUnusable(Refusal):
    code, says = "key-unusable", _("A key is 1 to 200 visible ASCII characters.")


class EntryWithoutLegs(Refusal):
    code, says = "entry-without-legs", _("A journal entry moves at least one amount.")


class BeyondBounds(Refusal):
    code, says = "beyond-bounds", _("An account or an amount would become larger than the books can hold.")


class AlreadyReversed(Refusal):
    code, says = "already-reversed", _("Journal entry {entry_id} was reversed before; an entry is reversed once.")


class NotAReversal(Refusal):
    code, says = "not-a-reversal", _("A reversal mirrors exactly one earlier entry, which is no reversal itself.")


class UnevenReattribution(Refusal):
    code, says = "uneven-reattribution", _("What a re-attribution takes from one fund, it gives to another.")


class UnbalancedEntry(Refusal):
    code, says = "unbalanced-entry", _("The two sides of leg {leg} are not equal in one unit.")


class IncompleteEntry(Refusal):
    code, says = "incomplete-entry", _("A journal entry must arrive with all its postings at once.")


class NotOfTheEntry(Refusal):
    code, says = "not-of-the-entry", _("Leg {leg} does not belong to journal entry {entry_id}, or comes after its end.")


class NotOfTheAccount(Refusal):
    code, says = "not-of-the-account", _("Line {line} of journal entry {entry_id} does not say what its account is.")


class AppendOnly(Refusal):
    code, says = "append-only", _("{verb} is not possible on {table}: the books are only added to.")


class OtherMunicipality(Refusal):
    code, says = "other-municipality", _("This work belongs to another municipality than the one being served.")


class PeriodClosed(Refusal):
    code, says = "period-closed", _("The books of {happened_on} are closed: book it on {closed_before} or later.")


class MonthsCloseInOrder(Refusal):
    code, says = "months-close-in-order", _("Months are closed in order: the one that begins on {next} comes first.")


class MonthNotOver(Refusal):
    code, says = "month-not-over", _("The month that begins on {month} is not over yet.")


class MonthNotLastClosed(Refusal):
    code, says = "month-not-last-closed", _("The month that begins on {month} is not the one that was closed last.")


class ReopenedByTwo(Refusal):
    code, says = "reopened-by-two", _("A month is reopened by two different people, who say why.")


class UnknownHold(Refusal):
    code, says = "unknown-hold", _("Hold {hold_id} is not there.")


class HoldExpired(Refusal):
    code, says = "hold-expired", _("The time of hold {hold_id} is over: ask again what is available.")


class HoldEnded(Refusal):
    code, says = "hold-ended", _("Hold {hold_id} has ended already ({outcome}).")


class ExceedsHold(Refusal):
    code, says = "exceeds-hold", _("More, or something else, is asked than hold {hold_id} set aside.")


class HoldLastsNoTime(Refusal):
    code, says = "hold-lasts-no-time", _("A hold ends after it begins.")


class InProgress(Refusal):
    code, says = "in-progress", _("The same rows are in use by other work; try again in a moment.")


_BY_CODE = {refusal.code: refusal for refusal in Refusal.__subclasses__() if refusal.__module__ == __name__}
_REFUSED, _LOCK_NOT_AVAILABLE, _DEADLOCK = "GS001", "55P03", "40P01"
_BY_CONSTRAINT = {
    "balance_floor": ExceedsAvailableBalance,
    "posting_floor": ExceedsAvailableBalance,
    "balance_bound": BeyondBounds,
    "posting_bound": BeyondBounds,
    "entry_key": KeyUnusable,
    "entry_reverses_by_reversal": NotAReversal,
    "entry_has_legs": EntryWithoutLegs,
    "hold_key": KeyUnusable,
    "hold_end_key_is_one": IdempotencyKeyReused,
    "hold_lasts": HoldLastsNoTime,
    "hold_has_legs": EntryWithoutLegs,
    "entry_has_postings": IncompleteEntry,
    "entry_is_reversed_once": AlreadyReversed,
    "close_is_reopened_by_two": ReopenedByTwo,
}


@contextmanager
def refusing() -> Iterator[None]:
    """This will turn a refusal by the database into the `Refusal` of its code; other errors pass as they are."""
    try:
        yield
    except DatabaseError as error:
        refusal = _refusal_in(error)
        if refusal is None:
            raise
        raise refusal from error


def _refusal_in(error: DatabaseError) -> Refusal | None:
    state = getattr(error.__cause__, "sqlstate", None)
    said = getattr(error.__cause__, "diag", None)
    if state in (_LOCK_NOT_AVAILABLE, _DEADLOCK):
        return InProgress()
    if state == _REFUSED and said is not None and said.message_primary in _BY_CODE:
        return _BY_CODE[said.message_primary](**json.loads(said.message_detail or "{}"))
    if said is not None and said.constraint_name in _BY_CONSTRAINT:
        return _BY_CONSTRAINT[said.constraint_name]()
    return None
