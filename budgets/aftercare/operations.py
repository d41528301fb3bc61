"""Doing what aftercare asks: showing warnings, looking after people, and handing that over to somebody else."""

from datetime import date
from uuid import UUID

from budgets.aftercare.models import Duty
from budgets.aftercare.opening import Shown, check_shown, note_warning_seen
from budgets.aftercare.refusals import DutyUnknown, NoteMissing, WarningUnusable
from budgets.operation import Actor, operation
from budgets.parties.officers import check_officer
from budgets.parties.queries import find_known
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record

LONGEST_NOTE = 1_000


@operation
def record_warning_seen(
    *, person_id: UUID, scheme_code: str, language: str, seen_on: date, actor: Actor, on: date
) -> bool:
    """This will record that `actor` showed a person what a lump sum may do; says whether that is new.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises WarningUnusable: the day is yet to come, the language is not one of ours, or the person is not known
    """
    shown = Shown(person_id, get_scheme(scheme_code).code, actor.name, seen_on, language)
    check_shown(shown, on=on)
    if not find_known([person_id]):
        raise WarningUnusable(why="the person is not known")
    is_new = note_warning_seen(shown)
    if is_new:
        record(actor.name, "warning.seen", on=on, subject=person_id, scheme=shown.scheme, seen_on=seen_on)
    return is_new


@operation
def finish_duty(*, duty_id: UUID, note: str, actor: Actor, on: date) -> None:
    """This will close a duty of aftercare with a note of what was done.

    :raises DutyUnknown: it is not there
    :raises NoteMissing: the note is empty or too long
    :raises NotAllowedInState: it was done already
    """
    duty = _hold(duty_id)
    said = note.strip()
    if not 0 < len(said) <= LONGEST_NOTE:
        raise NoteMissing(most=LONGEST_NOTE)
    duty.move("finish")
    duty.note, duty.done_on = said, on
    duty.save(update_fields=["state", "note", "done_on"])
    record(actor.name, "duty.done", on=on, subject=duty.id, entitlement=duty.subject)


@operation
def reassign_duty(*, duty_id: UUID, officer_id: UUID, actor: Actor, on: date) -> None:
    """This will give an open duty to an officer.

    :raises DutyUnknown: it is not there
    :raises OfficerUnknown: that officer is not there
    :raises NotAllowedInState: it was done already
    """
    duty = _hold(duty_id)
    check_officer(officer_id)
    # Whatever could still be done may be handed over; asked of a copy, so that the duty itself stays as it is.
    Duty(state=duty.state).move("finish")
    duty.owner_id = officer_id
    duty.save(update_fields=["owner"])
    record(actor.name, "duty.reassigned", on=on, subject=duty.id, officer=officer_id)


def _hold(duty_id: UUID) -> Duty:
    duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if duty is None:
        raise DutyUnknown(duty=duty_id)
    return duty
