"""A pass is issued, blocked, unblocked, reported lost and replaced: at once, and without touching what it carries."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from budgets.operation import Actor, operation
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_known, list_members
from budgets.parties.registers import take_turns
from budgets.passes.codes import PrintedCode, make_number, make_printed_code, read_code
from budgets.passes.keys import digest_of_pin
from budgets.passes.lifecycle import LIVE
from budgets.passes.models import CardTerms, Pass, PassDevice
from budgets.passes.refusals import (
    CardTermsDiffer,
    NotAParentsPass,
    NotOfThisHousehold,
    PassExists,
    PassUnknown,
    PinUnusable,
)
from budgets.trail.record import record
from ledger import tenant
from ledger.amount import Amount

REGISTER = "passes"
_PIN = re.compile(r"[0-9]{4,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassAsked:
    """A pass as it is asked: of a person, for their household or not, a child's under that of a parent or not."""

    person_id: UUID
    household_id: UUID | None = None
    parent_id: UUID | None = None
    pin: str | None = None
    day_limit: Amount | None = None


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """A new pass with its number, and the code for its card: said here and never again."""

    id: UUID
    number: str
    code: str = field(repr=False)


@operation
def issue_pass(*, asked: PassAsked, actor: Actor, on: date) -> IssuedPass:
    """This will give a person a pass.

    :raises PersonUnknown: the person is not there
    :raises PassExists: they have one
    :raises NotOfThisHousehold: it is asked for a household in which the person does not live
    :raises NotAParentsPass: it is asked under a pass that is not live, is theirs, or is a child's itself
    :raises PinUnusable: the PIN is easily guessed, or is none
    """
    take_turns(REGISTER)
    if not find_known([asked.person_id]):
        raise PersonUnknown(client_number="")
    if Pass.objects.filter(person=asked.person_id, state__in=LIVE).exists():
        raise PassExists
    if asked.household_id and not _lives_in(asked.household_id, asked.person_id, on):
        raise NotOfThisHousehold(on=on)
    if asked.parent_id:
        _check_parent(asked.parent_id)
    made = Pass(
        person_id=asked.person_id,
        household_id=asked.household_id,
        parent_id=asked.parent_id,
        pin_hash=_digest(asked.person_id, asked.pin) if asked.pin is not None else "",
        day_limit_minor=asked.day_limit.minor if asked.day_limit else None,
        issued_on=on,
    )
    issued = _write(made)
    record(actor.name, "pass.issued", on=on, subject=made.id)
    return issued


def _lives_in(household_id: UUID | None, person_id: UUID, on: date) -> bool:
    return household_id is not None and person_id in list_members(household_id, on)


def _check_parent(parent_id: UUID) -> None:
    parent = Pass.objects.filter(pk=parent_id, state__in=LIVE).first()
    # Whose it is needs no look: they would have two.
    if parent is None or parent.parent_id:
        raise NotAParentsPass


def _write(made: Pass) -> IssuedPass:
    code = make_printed_code(tenant.current())
    read = read_code(code)
    if not isinstance(read, PrintedCode):
        raise TypeError
    made.code_hash, made.number = read.digest, _new_number()
    made.save(force_insert=True)
    # The passes of children go along, also where the one above them was lost; and lost ones, which may be replaced.
    earlier = Pass.objects.filter(person=made.person_id).exclude(pk=made.id)
    Pass.objects.filter(parent__in=earlier).update(parent=made.id)
    return IssuedPass(made.id, made.number, code)


def _new_number() -> str:
    # Passes are issued one after another, so that no other takes it in between.
    while Pass.objects.filter(number=(number := make_number(tenant.current()))).exists():
        pass
    return number


@operation
def block(*, pass_id: UUID, actor: Actor, on: date) -> None:
    """This will stop a pass from working, until it is unblocked.

    :raises PassUnknown: there is no such pass
    :raises NotAllowedInState: it does not work now
    """
    _move(pass_id, "block", "pass.blocked", actor, on)


@operation
def unblock(*, pass_id: UUID, actor: Actor, on: date) -> None:
    """This will let a blocked pass work again.

    :raises PassUnknown: there is no such pass
    :raises NotAllowedInState: it is not blocked
    """
    _move(pass_id, "unblock", "pass.unblocked", actor, on)


@operation
def report_lost(*, pass_id: UUID, actor: Actor, on: date) -> None:
    """This will end a pass that was lost, and the phone that shows it: neither works again, also when it is found.

    :raises PassUnknown: there is no such pass
    :raises NotAllowedInState: it was lost or replaced before
    """
    _move(pass_id, "report_lost", "pass.lost", actor, on)
    _end_phone(pass_id, on)


@operation
def replace(*, pass_id: UUID, actor: Actor, on: date) -> IssuedPass:
    """This will give another pass for one that is live or was lost: with its PIN, its limit and its sub-passes, and
    with another number and code. The earlier one and the phone that shows it work no more. Who has left the household
    of the earlier pass gets one of their own.

    :raises PassUnknown: there is no such pass
    :raises NotAllowedInState: it was replaced before
    :raises PassExists: the person got another one since it was lost
    """
    take_turns(REGISTER)
    old = _move(pass_id, "replace", "pass.replaced", actor, on)
    if Pass.objects.filter(person=old.person_id, state__in=LIVE).exists():
        raise PassExists
    _end_phone(pass_id, on)
    made = Pass(
        person_id=old.person_id,
        household_id=old.household_id if _lives_in(old.household_id, old.person_id, on) else None,
        parent_id=old.parent_id,
        replaces=old,
        pin_hash=old.pin_hash,
        day_limit_minor=old.day_limit_minor,
        issued_on=on,
    )
    issued = _write(made)
    record(actor.name, "pass.issued", on=on, subject=made.id, replaces=old.id)
    return issued


@operation
def set_pin(*, pass_id: UUID, pin: str, actor: Actor, on: date) -> None:
    """This will give a pass another PIN, and unlock it where the earlier one was wrong too often.

    :raises PassUnknown: there is no such pass, or it was lost or replaced
    :raises PinUnusable: the PIN is easily guessed, or is none
    """
    row = _lock(pass_id)
    if row.state not in LIVE:
        raise PassUnknown
    Pass.objects.filter(pk=row.id).update(pin_hash=_digest(row.person_id, pin), pin_tries=0)
    record(actor.name, "pass.pin_set", on=on, subject=row.id)


@operation
def set_card_terms(*, valid_from: date, pin_required: bool, day_limit: Amount, actor: Actor, on: date) -> None:
    """This will say what secures printed codes from a day on; the same again is harmless.

    :raises CardTermsDiffer: other terms hold from that day
    """
    take_turns(REGISTER)
    said = {"pin_required": pin_required, "day_limit_minor": day_limit.minor}
    row, is_new = CardTerms.objects.get_or_create(valid_from=valid_from, defaults=said)
    if any(getattr(row, name) != value for name, value in said.items()):
        raise CardTermsDiffer(valid_from=valid_from)
    if is_new:
        record(actor.name, "card_terms.set", on=on, subject=row.id, valid_from=valid_from, **said)


def _move(pass_id: UUID, name: str, act: str, actor: Actor, on: date) -> Pass:
    row = _lock(pass_id)
    row.move(name)
    row.save(update_fields=["state"])
    record(actor.name, act, on=on, subject=row.id)
    return row


def _lock(pass_id: UUID) -> Pass:
    row = Pass.objects.select_for_update(no_key=True).filter(pk=pass_id).first()
    if row is None:
        raise PassUnknown
    return row


def _end_phone(pass_id: UUID, on: date) -> None:
    PassDevice.objects.filter(of=pass_id, ended_on=None).update(ended_on=on)


def _digest(person_id: UUID, pin: str) -> str:
    if not _PIN.fullmatch(pin) or is_easy(pin):
        raise PinUnusable
    return digest_of_pin(person_id, pin)


def is_easy(pin: str) -> bool:
    """Say whether a PIN is among the first that a finder of the card would try."""
    ups_and_downs = "0123456789012345", "9876543210987654"
    return len(set(pin)) == 1 or any(pin in row for row in ups_and_downs)
