"""Keeping the book: months are closed and reopened by officers, days are sealed by the schedule; the trail tells it."""

from datetime import date
from uuid import UUID

from budgets.bookkeeping.refusals import RunLeft
from budgets.entitlements.queries import find_run_left
from budgets.operation import Actor, operation
from budgets.parties.officers import check_officer
from budgets.trail.record import record
from ledger import closes, seals


@operation
def close_month(*, month: date, officer_id: UUID, actor: Actor, on: date) -> closes.Closed:
    """This will close a month, said by any of its days; a month that is closed already stays as it is.

    :raises OfficerUnknown: that officer is not there
    :raises MonthsCloseInOrder: an earlier month is still open
    :raises MonthNotOver: it has days to come after `on`
    :raises RunLeft: a run with a day in it is not finished, and could not be any more
    """
    _check_officers(officer_id)
    closed = closes.close_month(month, by=officer_id, on=on)
    if closed.replayed:
        return closed
    # Looked for after the close, which waited for the runs that were being planned.
    left = find_run_left(through=month)
    if left is not None:
        raise RunLeft(scheme=left.scheme, on=left.on)
    record(actor.name, "month.closed", on=on, month=_name(month), officer=officer_id, number=closed.number)
    return closed


@operation
def reopen_month(*, month: date, officer_id: UUID, agreed_by_id: UUID, reason: str, actor: Actor, on: date) -> int:
    """This will reopen the month that was closed last; two officers say why, and the number of the act is given.

    :raises OfficerUnknown: one of the officers is not there
    :raises MonthNotLastClosed: another month, or none, was closed last
    :raises ReopenedByTwo: they are one person, or there is no reason
    """
    _check_officers(officer_id, agreed_by_id)
    number = closes.reopen_month(month, by=officer_id, agreed_by=agreed_by_id, reason=reason)
    # The reason stays in the book, where it is sealed; the trail refers to it by the number.
    record(
        actor.name,
        "month.reopened",
        on=on,
        month=_name(month),
        officer=officer_id,
        agreed_by=agreed_by_id,
        number=number,
    )
    return number


@operation
def seal_day(*, actor: Actor, on: date) -> list[seals.Seal]:
    """This will give numbers to all that happened up to and on a day and was not sealed before, and seal it; gives the
    seals that were made, one for each year, none when nothing is new.

    :raises InProgress: somebody else is sealing this book
    """
    made = seals.seal_day(on)
    for seal in made:
        # Kept beside the book as well: the head of the chain is only as good as what else remembers it.
        record(actor.name, "day.sealed", on=on, number=seal.number, entries=seal.entries, digest=seal.digest.hex())
    return made


def _check_officers(*officer_ids: UUID) -> None:
    for officer_id in officer_ids:
        check_officer(officer_id)


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
