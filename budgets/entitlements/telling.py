"""What people are told of their entitlements, as messages: that what is left on a pass lapses."""

from datetime import date, timedelta
from uuid import uuid5

from budgets.entitlements.holding import Held
from budgets.entitlements.standing import GivenNotice
from budgets.messages.writing import To, Wanted

KINDS = {1: "lapse-first", 2: "lapse-second"}


def message_of(held: Held, notice: GivenNotice) -> Wanted:
    """Give the message of a notice. It says what the notice says: the day from which something lapses, late or not.

    Someone with several budgets on a pass is written once: on one day and about one day the words are the same.
    """
    lapses_on = date.fromisoformat(notice.explanation.inputs["lapses_on"]) if notice.explanation else notice.lapses_on
    return Wanted(
        to=To(person_id=held.row.person_id),
        kind=KINDS[notice.number],
        about=uuid5(held.row.person_id, f"{notice.given_on} {lapses_on}"),
        facts={"last_on": lapses_on - timedelta(days=1), "lapses_on": lapses_on},
    )
