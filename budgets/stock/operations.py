"""Packs come in and go out: nobody who takes one is known, and no point gives what it does not have."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budgets.entitlements.refusals import FundExhausted
from budgets.funding.models import Fund
from budgets.funding.operations import FundUnknown
from budgets.funding.queries import place_of as place_of_fund
from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns
from budgets.stock.models import Delivery, IssuePoint
from budgets.stock.queries import SCHEME, packs_per_visit, place_of
from budgets.stock.refusals import (
    DeliveryDiffers,
    FundOfAnotherScheme,
    IssuePointExists,
    IssuePointUnknown,
    LimitReached,
)
from budgets.trail.record import record
from ledger.accounts import lock_accounts, open_accounts
from ledger.amount import Amount, Unit
from ledger.journal import Booked, Entry, Leg, book_entry

REGISTER = "stock"


@operation
def open_issue_point(*, code: str, name: str, actor: Actor, on: date) -> UUID:
    """This will open an issue point and give its id; the same again is harmless.

    :raises IssuePointExists: the code is of a point with another name
    """
    take_turns(REGISTER)
    point, is_new = IssuePoint.objects.get_or_create(code=code, defaults={"name": name, "opened_on": on})
    if point.name != name:
        raise IssuePointExists(point=code)
    if is_new:
        open_accounts([place_of(each, point.id) for each in ("STOCK", "SUPPLIED", "ISSUED")])
        record(actor.name, "issue_point.opened", on=on, subject=point.id, point=code)
    return point.id


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksBrought:
    """A delivery: whole packs to a point, and what a fund pays for them when it does."""

    point: str
    packs: int
    reference: str
    fund_id: UUID | None = None
    cost: Amount | None = None


@operation
def restock(*, delivery: PacksBrought, actor: Actor, on: date) -> Delivery:
    """This will put packs at an issue point, and take what they cost from the free room of a fund of the scheme. The
    same reference again changes nothing.

    :raises IssuePointUnknown: there is no such point
    :raises FundUnknown: the fund is not there
    :raises FundOfAnotherScheme: it is meant for something else
    :raises FundExhausted: it has less free than they cost
    :raises DeliveryDiffers: the reference is of another delivery
    """
    take_turns(REGISTER)
    point = _point(delivery.point)
    said = {
        "packs": delivery.packs,
        "fund_id": delivery.fund_id,
        "cost_minor": delivery.cost.minor if delivery.cost else None,
    }
    known = Delivery.objects.filter(point=point.id, reference=delivery.reference).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in said.items()):
            raise DeliveryDiffers(reference=delivery.reference)
        return known
    stock, supplied = open_accounts([place_of("STOCK", point.id), place_of("SUPPLIED", point.id)])
    legs = [Leg(stock, supplied, Amount(delivery.packs, Unit.PACK))]
    if delivery.fund_id and delivery.cost:
        legs.append(_cost_leg(delivery.fund_id, delivery.cost))
    made = Delivery.objects.create(point_id=point.id, reference=delivery.reference, delivered_on=on, **said)
    book_entry(Entry(f"restock:{made.id}", "restock", on, "packs were brought", legs))
    record(actor.name, "stock.restocked", on=on, subject=point.id, reference=delivery.reference, packs=delivery.packs)
    return made


def _cost_leg(fund_id: UUID, cost: Amount) -> Leg:
    scheme = Fund.objects.filter(pk=fund_id).values_list("scheme", flat=True).first()
    if scheme is None:
        raise FundUnknown(fund=fund_id)
    if scheme != SCHEME:
        raise FundOfAnotherScheme(scheme=SCHEME)
    places = [place_of_fund("SPENT", fund=fund_id, scheme=SCHEME), place_of_fund("FREE", fund=fund_id)]
    spent, free = open_accounts(places)
    left = lock_accounts([free])[free]
    if left < cost.minor:
        raise FundExhausted(scheme=SCHEME, needed_minor=cost.minor, free_minor=left)
    return Leg(spent, free, cost)


@operation
def issue(*, point: str, packs: int, key: str, actor: Actor, on: date) -> Booked:
    """This will hand out packs to whoever asks; nothing about them is kept. The same key again hands out nothing.

    :raises IssuePointUnknown: there is no such point
    :raises LimitReached: more is asked than someone may take at a time
    :raises ExceedsAvailableBalance: the point has fewer
    """
    most = packs_per_visit(on)
    if most is not None and packs > most:
        raise LimitReached(scheme=SCHEME, asked=packs, most=most)
    found = _point(point)
    issued, stock = open_accounts([place_of("ISSUED", found.id), place_of("STOCK", found.id)])
    leg = Leg(issued, stock, Amount(packs, Unit.PACK))
    booked = book_entry(Entry(f"issue:{found.id}:{key}", "issue", on, "packs were handed out", [leg]))
    if not booked.replayed:
        record(actor.name, "stock.issued", on=on, subject=found.id, packs=packs)
    return booked


def _point(code: str) -> IssuePoint:
    found = IssuePoint.objects.filter(code=code).first()
    if found is None:
        raise IssuePointUnknown(point=code)
    return found
