"""A phone is paired with a pass, shows it from then on, also offline, and gets another handle once a day at most."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from budgets.operation import Actor, operation
from budgets.passes.codes import Purpose, ShownCode, make_handle, proves, read_code, step_at
from budgets.passes.keys import key_of_device
from budgets.passes.lifecycle import PassState
from budgets.passes.models import Pass, PassDevice
from budgets.passes.refusals import ClockTooFar, PassUnknown
from budgets.trail.record import record

MOST_OFF = timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
class PairedPhone:
    """What a phone is told once: its first handle, and its key, which it keeps so that nothing can read it out."""

    id: UUID
    handle: str
    key: bytes


@operation
def pair_phone(*, pass_id: UUID, clock: datetime, actor: Actor, on: date, at: datetime) -> PairedPhone:
    """This will let a phone show a pass, instead of the phone that did so before; `clock` is what the phone's says.

    :raises PassUnknown: there is no such pass, or it does not work
    :raises ClockTooFar: the clock of the phone is more than a day off
    """
    row = Pass.objects.select_for_update(no_key=True).filter(pk=pass_id, state=PassState.ACTIVE).first()
    if row is None:
        raise PassUnknown
    PassDevice.objects.filter(of=row.id, ended_on=None).update(ended_on=on)
    handle = make_handle()
    device = PassDevice.objects.create(
        of=row,
        handle=handle,
        earlier_handle=handle,
        offset_seconds=_offset(clock, at),
        paired_on=on,
        renewed_on=on,
    )
    record(actor.name, "phone.paired", on=on, subject=device.id, of=row.id)
    return PairedPhone(device.id, handle, key_of_device(device.id))


@operation
def unpair_phone(*, pass_id: UUID, actor: Actor, on: date) -> None:
    """This will stop the phone of a pass from showing it; the card goes on. Without a phone nothing changes."""
    # The pass first, as a till does and who pairs a phone: what is being paid is paid, and none is paired in between.
    Pass.objects.select_for_update(no_key=True).filter(pk=pass_id).first()
    if PassDevice.objects.filter(of=pass_id, ended_on=None).update(ended_on=on):
        record(actor.name, "phone.unpaired", on=on, subject=pass_id)


@operation
def renew_handle(*, code: str, clock: datetime, actor: Actor, on: date, at: datetime) -> str:
    """This will give a phone the handle that shops see it by: another one each day that it asks, and look how far its
    clock is off. The phone shows that it has its key by a code for this purpose; the handle that it asks with stays
    good beside the new one, because the answer may be lost.

    :raises PassUnknown: it does not have the key, is no longer paired, or its pass does not work
    :raises ClockTooFar: the clock of the phone is more than a day off
    """
    read = read_code(code)
    if not isinstance(read, ShownCode):
        raise PassUnknown
    device = _lock(read.handle)
    right = device and proves(read, key_of_device(device.id), purpose=Purpose.RENEW) and step_at(clock) == read.step
    if device is None or not right or device.of.state != PassState.ACTIVE:
        raise PassUnknown
    device.offset_seconds = _offset(clock, at)
    if device.renewed_on < on:
        device.earlier_handle, device.handle, device.renewed_on = read.handle, make_handle(), on
        record(actor.name, "phone.renewed", on=on, subject=device.id)
    device.save(update_fields=["offset_seconds", "handle", "earlier_handle", "renewed_on"])
    return device.handle


def _lock(handle: str) -> PassDevice | None:
    named = PassDevice.objects.filter(Q(handle=handle) | Q(earlier_handle=handle), ended_on=None)
    return named.select_for_update(no_key=True, of=["self"]).select_related("of").first()


def _offset(clock: datetime, at: datetime) -> int:
    ahead = clock - at
    if abs(ahead) > MOST_OFF:
        raise ClockTooFar
    return ahead // timedelta(seconds=1)
