"""How long holds last and how long purchases can be given back: said by the municipality, from a day on."""

from datetime import date
from typing import Any

from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns
from budgets.redemptions.models import RedemptionTerms
from budgets.shops.finding import check_not_past
from budgets.trail.record import record

REGISTER = "redemptions"


@operation
def set_redemption_terms(*, valid_from: date, hold_minutes: int, refund_days: int, actor: Actor, on: date) -> None:
    """This will say how long a hold lasts and a purchase can be given back, from a day on; of one day the last word
    holds. Where nothing was said it is half an hour, and thirty days.

    :raises StartsInThePast: it would hold for days that are over
    """
    take_turns(REGISTER)
    check_not_past(valid_from, on)
    said: dict[str, Any] = {"hold_minutes": hold_minutes, "refund_days": refund_days}
    if not RedemptionTerms.objects.filter(valid_from=valid_from).update(**said):
        RedemptionTerms.objects.create(valid_from=valid_from, **said)
    record(actor.name, "redemption_terms.set", on=on, valid_from=valid_from, **said)
