"""A code is shown at a till: whose pass it is, if it works. What there is of it was looked up in one query, whatever
there is to be found (`passes_look`); what is judged under the lock of the pass stands there as well.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from budgets.passes.codes import PrintedCode, ShownCode, is_in_time, proves
from budgets.passes.keys import key_of_device
from budgets.passes.queries import SecuredBy
from budgets.passes.refusals import CodeOutOfTime, PassUnknown

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Presented:
    """A pass that was shown and works. A phone's code has a device and a step, which are used up with the booking; a
    card's code asks a PIN, or has a limit of cents a day.
    """

    pass_id: UUID
    device_id: UUID | None = None
    step: int | None = None
    asks_pin: bool = False
    day_limit_minor: int | None = None


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


def judge(read: PrintedCode | ShownCode, found: Found, *, municipality_id: int, at: datetime) -> Presented:
    """Give the pass that was looked up, if it works, says the municipality that is served, and a phone proves that it
    shows it.

    :raises PassUnknown: there is none, it does not work, or it is another municipality's
    :raises CodeOutOfTime: the phone showed it too long ago
    """
    right = isinstance(read, PrintedCode) or proves(read, key_of_device(found.device_id or _NOBODY))
    if found.pass_id is None or not (right and found.works and read.municipality_id == municipality_id):
        raise PassUnknown
    if isinstance(read, ShownCode):
        if not is_in_time(read.step, at, offset=timedelta(seconds=found.offset_seconds)):
            raise CodeOutOfTime
        return Presented(found.pass_id, found.device_id, read.step)
    if found.terms.pin_required or found.has_pin:
        return Presented(found.pass_id, asks_pin=True)
    limit = found.terms.day_limit_minor if found.day_limit_minor is None else found.day_limit_minor
    return Presented(found.pass_id, day_limit_minor=limit)
