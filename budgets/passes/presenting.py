"""A code is shown at a till: whose pass it is, if it works. Looked up in one query, whatever there is to be found."""

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from budgets.operation import Actor, operation
from budgets.passes.codes import PrintedCode, ShownCode, is_in_time, proves, readable
from budgets.passes.keys import digest_of_pin, key_of_device
from budgets.passes.lifecycle import PassState
from budgets.passes.models import MOST_TRIES, Pass, PassDevice, UsedStep
from budgets.passes.queries import SecuredBy, card_terms_on
from budgets.passes.refusals import CodeOutOfTime, CodeUsed, PassUnknown, PinLocked, PinRequired, PinWrong
from budgets.trail.record import record

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Presented:
    """A pass that was shown and works. A phone's code has a device and a step, which are to be used up with the booking
    (`use_step`); a card's code asks a PIN, or has a limit of cents a day.
    """

    pass_id: UUID
    device_id: UUID | None = None
    step: int | None = None
    asks_pin: bool = False
    day_limit_minor: int | None = None


def present(*, code: str, pin: str | None, actor: Actor, on: date, at: datetime) -> Presented:
    """Give the pass that a code is of, after its PIN where it asks one. It is looked at again with the booking: what
    was blocked since does not pay.

    :raises PassUnknown: there is none, it does not work, or it is another municipality's
    :raises CodeOutOfTime: the phone showed it too long ago
    :raises PinRequired: the card asks for a PIN and none was given
    :raises PinLocked: a wrong one was given too often
    :raises PinWrong: it is not the right one
    """
    presented = look_at(code=code, actor=actor, on=on, at=at)
    if presented.asks_pin:
        if pin is None:
            raise PinRequired
        # A wrong one is counted by a transaction of its own: what is refused afterwards cannot undo the count.
        left = try_pin(pass_id=presented.pass_id, pin=pin, actor=actor, on=on)
        if left is not None:
            raise PinWrong(left=left)
    return presented


@operation
def look_at(*, code: str, actor: Actor, on: date, at: datetime) -> Presented:
    """Give the pass that a code is of; its PIN is not looked at.

    :raises PassUnknown: there is none, it does not work, or it is another municipality's
    :raises CodeOutOfTime: the phone showed it too long ago
    """
    return find_presented(code, on=on, at=at)


def find_presented(code: str, *, on: date, at: datetime) -> Presented:
    """Give the pass that a code is of, within the transaction of who asks.

    A code of nobody costs as many queries and digests as one that works, so that the time says nothing.

    :raises PassUnknown: there is none, it does not work, or it is another municipality's
    :raises CodeOutOfTime: the phone showed it too long ago
    """
    read = readable(code)
    return judge(read, _device_of(read.handle) if isinstance(read, ShownCode) else _card_of(read, on), at=at)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a code that was shown, as it was looked up: everything may be missing."""

    pass_id: UUID | None = None
    person_id: UUID | None = None
    works: bool = False
    has_pin: bool = False
    day_limit_minor: int | None = None
    device_id: UUID | None = None
    offset_seconds: int = 0
    terms: SecuredBy = field(default_factory=SecuredBy)


def judge(read: PrintedCode | ShownCode, found: Found, *, at: datetime) -> Presented:
    """Give the pass that was looked up, if it works and a phone proves that it shows it.

    :raises PassUnknown: there is none, it does not work, or it is another municipality's
    :raises CodeOutOfTime: the phone showed it too long ago
    """
    right = isinstance(read, PrintedCode) or proves(read, key_of_device(found.device_id or _NOBODY))
    if found.pass_id is None or not (right and found.works):
        raise PassUnknown
    if isinstance(read, ShownCode):
        if not is_in_time(read.step, at, offset=timedelta(seconds=found.offset_seconds)):
            raise CodeOutOfTime
        return Presented(found.pass_id, found.device_id, read.step)
    if found.terms.pin_required or found.has_pin:
        return Presented(found.pass_id, asks_pin=True)
    limit = found.terms.day_limit_minor if found.day_limit_minor is None else found.day_limit_minor
    return Presented(found.pass_id, day_limit_minor=limit)


def _card_of(code: PrintedCode, on: date) -> Found:
    terms = card_terms_on(on)
    row = Pass.objects.filter(code_hash=code.digest).first()
    if row is None:
        return Found()
    works, has_pin = row.state == PassState.ACTIVE, row.pin_hash != ""
    return Found(row.id, row.person_id, works, has_pin, row.day_limit_minor, terms=terms)


def _device_of(handle: str) -> Found:
    named = PassDevice.objects.filter(Q(handle=handle) | Q(earlier_handle=handle), ended_on=None)
    device = named.select_related("of").first()
    if device is None:
        return Found()
    works = device.of.state == PassState.ACTIVE
    return Found(device.of.id, device.of.person_id, works, device_id=device.id, offset_seconds=device.offset_seconds)


@operation
def try_pin(*, pass_id: UUID, pin: str, actor: Actor, on: date) -> int | None:
    """This will try a PIN and count it when it is wrong; gives how often it may still be tried, None: it was right.

    It answers and does not refuse, because what is refused is undone, and the count with it.

    :raises PassUnknown: there is no such pass
    :raises PinLocked: it was wrong too often before
    """
    row = Pass.objects.select_for_update(no_key=True).filter(pk=pass_id).first()
    if row is None:
        raise PassUnknown
    if row.pin_tries >= MOST_TRIES:
        raise PinLocked
    # Without a PIN there is no right one.
    right = row.pin_hash != "" and hmac.compare_digest(digest_of_pin(row.person_id, pin), row.pin_hash)
    tries = 0 if right else row.pin_tries + 1
    if tries != row.pin_tries:
        Pass.objects.filter(pk=row.id).update(pin_tries=tries)
    if right:
        return None
    record(actor.name, "pass.pin_mistaken", on=on, subject=row.id, left=MOST_TRIES - tries)
    return MOST_TRIES - tries


def use_step(device_id: UUID, step: int) -> None:
    """This will use up what a phone showed, in the transaction that books: whatever refuses that gives it back.

    :raises CodeUsed: it paid already
    """
    used = UsedStep(device_id=device_id, step=step)
    # Another that uses it at the same time is waited for.
    UsedStep.objects.bulk_create([used], ignore_conflicts=True)
    if not UsedStep.objects.filter(pk=used.pk).exists():
        raise CodeUsed
