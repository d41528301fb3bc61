"""Reading passes: which one someone has, and what it carries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from budgets.entitlements.lifecycle import NEVER_AWARDED, State
from budgets.entitlements.models import Entitlement, Grant, Lapse, Notice
from budgets.parties.queries import list_members
from budgets.passes.lifecycle import LIVE, PassState
from budgets.passes.models import CardTerms, Pass, PassDevice
from budgets.passes.order import CarriedBudget, in_order
from budgets.passes.refusals import PassUnknown
from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.lapses import A_DAY, Remainder
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Budget, Pays
from budgets.schemes.terms import Terms
from ledger.amount import Unit
from ledger.balances import AccountBalance, list_balances_of_entitlements
from ledger.notices import FIRST_NOTICE, SECOND_NOTICE


@dataclass(frozen=True, slots=True)
class SecuredBy:
    """What secures a printed code: a PIN on each, or a limit of cents a day for those without one."""

    pin_required: bool = False
    day_limit_minor: int = 50_00


def card_terms_on(on: date) -> SecuredBy:
    """Give the terms of printed codes on a day: those of the municipality, else fifty euros a day and no PIN."""
    row = CardTerms.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return SecuredBy(row.pin_required, row.day_limit_minor) if row else SecuredBy()


@dataclass(frozen=True, slots=True)
class PassFacts:
    """One pass, for people of the municipality."""

    number: str
    state: str
    issued_on: date
    has_pin: bool
    day_limit_minor: int | None
    phone_since: date | None

    def as_data(self) -> dict[str, Any]:
        """Give it ready for JSON."""
        return asdict(self)


def get_pass(pass_id: UUID) -> PassFacts:
    """Give how a pass stands.

    :raises PassUnknown: there is no such pass
    """
    row = Pass.objects.filter(pk=pass_id).first()
    if row is None:
        raise PassUnknown
    phone = PassDevice.objects.filter(of=row, ended_on=None).values_list("paired_on", flat=True).first()
    return PassFacts(row.number, row.state, row.issued_on, row.pin_hash != "", row.day_limit_minor, phone)


def find_pass(number: str) -> UUID | None:
    """Give the pass of a number."""
    return Pass.objects.filter(number=number).values_list("id", flat=True).first()


def find_pass_of(person_id: UUID) -> UUID | None:
    """Give the pass that a person has, else the one that was lost last."""
    # Their states in the order of the alphabet are in the order of what is looked for.
    theirs = Pass.objects.filter(person=person_id).exclude(state=PassState.REPLACED)
    return theirs.order_by("state", "-issued_on", "id").values_list("id", flat=True).first()


def list_sub_passes(pass_id: UUID) -> list[UUID]:
    """Give the live passes of children under one of a parent."""
    found = Pass.objects.filter(parent=pass_id, state__in=LIVE).order_by("issued_on", "id")
    return list(found.values_list("id", flat=True))


def list_carried(pass_id: UUID, *, on: date, with_sub_passes: bool = False) -> list[CarriedBudget]:
    """Give what a pass carries on a day, in the order in which it pays: the budgets of its person, those of its
    household for people without a pass of their own, and those of its sub-passes when they are asked as well.

    :raises PassUnknown: there is no such pass
    """
    row = Pass.objects.filter(pk=pass_id).first()
    if row is None:
        raise PassUnknown
    of_pass = [scheme.code for scheme in list_schemes() if scheme.pays is Pays.PASS]
    theirs = Entitlement.objects.filter(_whose(row, on, with_sub_passes=with_sub_passes), scheme__in=of_pass)
    return in_order(_carried(list(theirs.exclude(state__in=[State.PROPOSED, *NEVER_AWARDED])), on))


def _whose(row: Pass, on: date, *, with_sub_passes: bool) -> Q:
    whose = Q(person=row.person_id)
    if row.household_id:
        members = list_members(row.household_id, on)
        own = Pass.objects.filter(person__in=members, state__in=LIVE).values("person")
        whose |= Q(household=row.household_id, person__in=members) & ~Q(person__in=own)
    if with_sub_passes:
        whose |= Q(person__in=Pass.objects.filter(parent=row.id, state__in=LIVE).values("person"))
    return whose


def _carried(rows: list[Entitlement], on: date) -> Iterable[CarriedBudget]:
    ids = [row.id for row in rows]
    terms = {each: get_terms(*each) for each in {(row.scheme, row.cohort) for row in rows}}
    accounts = {each.entitlement: each for each in list_balances_of_entitlements(ids) if _is_on_pass(each)}
    filled, past = _filled_on(ids), _past(ids)
    for row in rows:
        account, rule = accounts.get(row.id), get_scheme(row.scheme).each_period
        if account is None or not isinstance(rule, Budget):
            continue
        read, granted_on = terms[row.scheme, row.cohort], filled[row.id]
        left = Remainder(granted_on, account.balance, Unit(row.unit), row.budget, past.lapsed_on(row.id))
        activities = rule.activities(read, granted_on, row.budget)
        yield CarriedBudget(
            entitlement_id=row.id,
            person_id=row.person_id,
            scheme=row.scheme,
            budget=row.budget,
            unit=Unit(row.unit),
            account_id=account.account_id,
            balance=account.balance,
            available=account.balance - account.held,
            granted_on=granted_on,
            activities=None if activities is None else frozenset(activities),
            until=_until(left, rule, read, past.told_on(row.id), on),
        )


def _is_on_pass(account: AccountBalance) -> bool:
    return account.account_class == "EARMARKED" and account.balance > 0


def _filled_on(ids: list[UUID]) -> dict[UUID, date]:
    grants = Grant.objects.filter(entitlement__in=ids).order_by("-number")
    return dict(grants.values_list("entitlement_id", "due_on"))


@dataclass(frozen=True, slots=True)
class _Past:
    """What was told and what lapsed already, by entitlement."""

    lapses: dict[UUID, set[date]]
    notices: dict[UUID, dict[tuple[date, int], date]]

    def lapsed_on(self, entitlement_id: UUID) -> frozenset[date]:
        return frozenset(self.lapses.get(entitlement_id, ()))

    def told_on(self, entitlement_id: UUID) -> dict[tuple[date, int], date]:
        return self.notices.get(entitlement_id, {})


def _past(ids: list[UUID]) -> _Past:
    lapses: dict[UUID, set[date]] = defaultdict(set)
    for entitlement_id, due_on in Lapse.objects.filter(entitlement__in=ids).values_list("entitlement_id", "due_on"):
        lapses[entitlement_id].add(due_on)
    notices: dict[UUID, dict[tuple[date, int], date]] = defaultdict(dict)
    for each in Notice.objects.filter(entitlement__in=ids):
        notices[each.entitlement_id][each.lapses_on, each.number] = each.given_on
    return _Past(lapses, notices)


def _until(left: Remainder, rule: Budget, terms: Terms, told_on: dict[tuple[date, int], date], on: date) -> date | None:
    """Give the last day before which it cannot lapse: later than the terms say where the notices come late."""
    lapses = left.lapses(rule, terms)
    if lapses is None:
        return None
    first, second = (told_on.get((lapses[0], number), on) for number in (1, 2))
    return max(lapses[0], first + FIRST_NOTICE, second + SECOND_NOTICE) - A_DAY
