"""What a person was given and has: all of it theirs, whatever it was given for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budgets.entitlements.models import Entitlement, Grant, Notice, PassBudget
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.lapses import Lapsing, usable_until
from budgets.schemes.rules import Pays
from ledger.amount import Amount, Unit
from ledger.balances import AccountBalance, list_balances_of_holder


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on a day, and where it went: to the person, on their pass, or to another for them."""

    on: date
    amount: Amount
    goes_to: Pays


@dataclass(frozen=True, slots=True)
class OnPass:
    """What is on a pass now, and the last day to spend it; None: it stays."""

    amount: Amount
    until: date | None


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that a person was given up to and including a day, what of it is still to be paid to them, and what is on
    their pass.
    """

    given: tuple[Given, ...]
    to_be_paid: Amount
    on_pass: tuple[OnPass, ...]


def get_belongings(person_id: UUID, *, on: date) -> Belongings:
    """Give what a person was given and has at the end of a day."""
    balances = list_balances_of_holder(person_id, as_of=on)
    to_others = _paid_to_others(person_id)
    owed = sum(
        each.balance
        for each in balances
        if each.account_class == "ENTITLED" and each.unit == Unit.EUR and each.entitlement not in to_others
    )
    left = [each for each in balances if each.account_class == "EARMARKED" and each.balance and each.entitlement]
    until = _until(left, on)
    on_pass = [OnPass(Amount(each.balance, Unit(each.unit)), until[each.entitlement]) for each in left]
    order = sorted(on_pass, key=lambda each: (each.until or date.max, each.amount.unit, each.amount.minor))
    return Belongings(tuple(_given(person_id, on)), Amount(owed, Unit.EUR), tuple(order))


def _given(person_id: UUID, on: date) -> list[Given]:
    grants = Grant.objects.filter(person=person_id, granted_on__lte=on).select_related("entitlement")
    return [
        Given(each.granted_on, Amount(each.amount_minor, Unit(each.entitlement.unit)), _goes_to(each.entitlement))
        for each in grants.order_by("granted_on", "entitlement__scheme", "entitlement__budget", "number")
    ]


def _paid_to_others(person_id: UUID) -> set[UUID]:
    """Give the entitlements of a person whose grants go to somebody else for them."""
    named = Entitlement.objects.filter(person=person_id, payee__isnull=False)
    return {row.id for row in named if _goes_to(row) is not Pays.PERSON}


def _goes_to(entitlement: Entitlement) -> Pays:
    """Say where grants go: to the person, unless the award names another or they lie on a pass."""
    pays = get_scheme(entitlement.scheme).pays
    return Pays.PERSON if pays is Pays.PAYEE and entitlement.payee_id is None else pays


def _until(left: Sequence[AccountBalance], on: date) -> dict[UUID | None, date | None]:
    """Give the last day on which what is on a pass can be spent, by entitlement: that of the tills."""
    ids = [each.entitlement for each in left if each.entitlement]
    told: dict[UUID, dict[date, dict[int, date]]] = defaultdict(lambda: defaultdict(dict))
    for notice in Notice.objects.filter(entitlement__in=ids, given_on__lte=on):
        told[notice.entitlement_id][notice.lapses_on][notice.number] = notice.given_on
    lapsing = {
        row.entitlement_id: Lapsing(row.lapses_on, row.keeps_minor, row.rest_lapses_on)
        for row in PassBudget.objects.filter(entitlement__in=ids)
    }
    lapses = {each.entitlement: lapsing[each.entitlement].of(each.balance) for each in left if each.entitlement}
    return {
        entitlement: usable_until(first[0], told[entitlement][first[0]], on) if first else None
        for entitlement, first in lapses.items()
    }
