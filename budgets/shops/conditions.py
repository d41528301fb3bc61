"""What was agreed with a shop, each from a day on: nothing changes for days that are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Greatest

from budgets.operation import Actor, operation
from budgets.parties.officers import check_officer
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.shops.finding import REGISTER, check_not_past, check_takes_part, lock_shop
from budgets.shops.models import Approval, Limit, Per, Price, SettlementTerms, WaitingTime
from budgets.shops.refusals import ApprovalUnknown
from budgets.trail.record import record
from ledger.amount import Amount, Unit
from ledger.rows import MunicipalRow


@operation
def allow(*, shop: str, scheme_code: str, activity: str, officer_id: UUID, actor: Actor, on: date) -> UUID:
    """This will let people spend what a scheme gives at a shop, on an activity ("": on all); again is harmless.

    :raises ShopUnknown: there is no such shop
    :raises ShopNotApproved: it does not take part
    :raises SchemeUnknown: the catalogue has no such scheme
    :raises OfficerUnknown: the officer is not there
    """
    found = lock_shop(shop)
    check_takes_part(found)
    check_officer(officer_id)
    said = {"shop": found, "scheme": get_scheme(scheme_code).code, "activity": activity}
    live = Approval.objects.filter(**said, valid_until=None).first()
    if live is not None:
        return live.id
    # Ended on this same day: it goes on as if it had not.
    made, is_new = Approval.objects.get_or_create(**said, valid_from=on, defaults={"approved_by_id": officer_id})
    if not is_new:
        made.valid_until = None
        made.save(update_fields=["valid_until"])
    record(actor.name, "shop.allowed", on=on, subject=found.id, scheme=scheme_code, activity=activity)
    return made.id


@operation
def disallow(*, shop: str, scheme_code: str, activity: str, actor: Actor, on: date) -> None:
    """This will end what was allowed, from this day on.

    :raises ShopUnknown: there is no such shop
    :raises ApprovalUnknown: it was not allowed this, or that ended before
    """
    found = lock_shop(shop)
    live = Approval.objects.filter(shop=found, valid_until=None)
    # What has not begun yet never holds.
    ended = live.filter(scheme=scheme_code, activity=activity).update(valid_until=Greatest("valid_from", Value(on)))
    if not ended:
        known = ", ".join(f"“{_named(*each)}”" for each in sorted(live.values_list("scheme", "activity"))) or "-"
        raise ApprovalUnknown(shop=shop, what=_named(scheme_code, activity), known=known)
    record(actor.name, "shop.disallowed", on=on, subject=found.id, scheme=scheme_code, activity=activity)


def _named(scheme: str, activity: str) -> str:
    return f"{scheme} {activity}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAgreed:
    """What one unit of an activity ("": of any) costs at a shop from a day on; `each` None: no price any more."""

    shop: str
    activity: str
    unit: Unit
    each: Amount | None
    valid_from: date


@operation
def set_price(*, price: PriceAgreed, actor: Actor, on: date) -> None:
    """This will give a shop a price of its own; of one day the last word holds.

    :raises ShopUnknown: there is no such shop
    :raises StartsInThePast: it would hold for days that are over
    """
    found = lock_shop(price.shop)
    check_not_past(price.valid_from, on)
    cents = price.each.minor if price.each else None
    key = {"shop": found, "activity": price.activity, "unit": price.unit.value, "valid_from": price.valid_from}
    _agree(Price, key, {"cents_minor": cents})
    facts = {"unit": price.unit.value, "activity": price.activity, "from": price.valid_from, "cents_minor": cents}
    record(actor.name, "shop.priced", on=on, subject=found.id, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitAgreed:
    """The most that one person may spend in a stretch of time, in minor units of a unit or (None) in times; `most`
    None: no limit any more. At one shop, or (None) at all shops together; for an activity or ("") for all.
    """

    shop: str | None
    activity: str
    per: Per
    unit: Unit | None
    most: int | None
    valid_from: date


@operation
def set_limit(*, limit: LimitAgreed, actor: Actor, on: date) -> None:
    """This will set a limit; of one day the last word holds.

    :raises ShopUnknown: there is no such shop
    :raises StartsInThePast: it would hold for days that are over
    """
    take_turns(REGISTER)
    found = lock_shop(limit.shop) if limit.shop else None
    check_not_past(limit.valid_from, on)
    key = {
        "shop": found,
        "activity": limit.activity,
        "per": limit.per,
        "unit": limit.unit.value if limit.unit else "",
        "valid_from": limit.valid_from,
    }
    _agree(Limit, key, {"most_minor": limit.most})
    facts = {"per": limit.per, "activity": limit.activity, "from": limit.valid_from, "most_minor": limit.most}
    record(actor.name, "shop.limited", on=on, subject=found.id if found else None, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementAgreed:
    """How often a shop is settled, from what amount, and its fee: per settlement and in hundredths of a per cent."""

    shop: str
    rhythm: str
    least: Amount
    fee: Amount
    fee_basis_points: int
    valid_from: date


@operation
def set_settlement(*, terms: SettlementAgreed, actor: Actor, on: date) -> None:
    """This will set how a shop is settled; of one day the last word holds.

    :raises ShopUnknown: there is no such shop
    :raises StartsInThePast: it would hold for days that are over
    """
    found = lock_shop(terms.shop)
    check_not_past(terms.valid_from, on)
    said = {
        "rhythm": terms.rhythm,
        "least_minor": terms.least.minor,
        "fee_minor": terms.fee.minor,
        "fee_basis_points": terms.fee_basis_points,
    }
    _agree(SettlementTerms, {"shop": found, "valid_from": terms.valid_from}, said)
    record(actor.name, "shop.settlement_agreed", on=on, subject=found.id, valid_from=terms.valid_from, **said)


@operation
def set_waiting_time(*, working_days: int, valid_from: date, actor: Actor, on: date) -> None:
    """This will set how many working days an approved change of account waits; of one day the last word holds.

    :raises StartsInThePast: it would hold for days that are over
    """
    take_turns(REGISTER)
    check_not_past(valid_from, on)
    _agree(WaitingTime, {"valid_from": valid_from}, {"working_days": working_days})
    record(actor.name, "shops.waiting_time_set", on=on, working_days=working_days, valid_from=valid_from)


def _agree(model: type[MunicipalRow], key: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Write what was said last of a key. Django's own would write days again that may not be written."""
    rows = model._default_manager
    if not rows.filter(**key).update(**said):
        rows.create(**key, **said)
