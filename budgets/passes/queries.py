"""Reading passes: which one someone has, and what it carries."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from budgets.passes.lifecycle import LIVE, PassState
from budgets.passes.models import Pass, PassDevice
from budgets.passes.order import CarriedBudget, in_order
from budgets.passes.refusals import PassUnknown
from ledger import tenant
from ledger.amount import Unit


@dataclass(frozen=True, slots=True)
class SecuredBy:
    """What secures a printed code: a PIN on each, or a limit of cents a day for those without one."""

    pin_required: bool = False
    day_limit_minor: int = 50_00


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
    phone = PassDevice.objects.filter(of=OuterRef("pk"), ended_on=None).values("paired_on")
    row = Pass.objects.filter(pk=pass_id).annotate(phone_since=Subquery(phone[:1])).first()
    if row is None:
        raise PassUnknown
    return PassFacts(row.number, row.state, row.issued_on, row.pin_hash != "", row.day_limit_minor, row.phone_since)


def find_pass(number: str) -> UUID | None:
    """Give the pass of a number."""
    return Pass.objects.filter(number=number).values_list("id", flat=True).first()


def find_holder(number: str) -> tuple[UUID, UUID] | None:
    """Give the pass of a number, where it was not replaced, and the person whose it is."""
    theirs = Pass.objects.filter(number=number).exclude(state=PassState.REPLACED)
    return theirs.values_list("id", "person_id").first()


def find_pass_of(person_id: UUID) -> UUID | None:
    """Give the pass that a person has, else the one that was lost last."""
    # Their states in the order of the alphabet are in the order of what is looked for.
    theirs = Pass.objects.filter(person=person_id).exclude(state=PassState.REPLACED)
    return theirs.order_by("state", "-issued_on", "id").values_list("id", flat=True).first()


def list_sub_passes(pass_id: UUID) -> list[UUID]:
    """Give the live passes of children under one of a parent."""
    found = Pass.objects.filter(parent=pass_id, state__in=LIVE).order_by("issued_on", "id")
    return list(found.values_list("id", flat=True))


def numbers_of_sub_passes(pass_id: UUID) -> dict[UUID, str]:
    """Give the numbers of the live passes of children under one of a parent, by child."""
    found = Pass.objects.filter(parent=pass_id, state__in=LIVE).order_by("issued_on", "id")
    return dict(found.values_list("person_id", "number"))


def list_carried(pass_id: UUID, *, on: date, with_sub_passes: bool = False) -> list[CarriedBudget]:
    """Give what a pass carries on a day, in the order in which it pays: the budgets of its person, those of its
    household for people without a pass of their own, and those of its sub-passes when they are asked as well.

    :raises PassUnknown: there is no such pass
    """
    asked = [pass_id, *(list_sub_passes(pass_id) if with_sub_passes else ())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.* FROM unnest(%s::uuid[]) AS p (id), passes_carried(%s, p.id, %s) AS c",
            [asked, tenant.current(), on],
        )
        found = {row[0]: _carried(row) for row in cursor.fetchall()}
    if not found and not Pass.objects.filter(pk=pass_id).exists():
        raise PassUnknown
    return in_order(found.values())


def _carried(row: tuple[Any, ...]) -> CarriedBudget:
    entitlement, person, scheme, budget, unit, account, balance, available, granted_on, only, *rest = row
    caps, until, worth = rest
    return CarriedBudget(
        entitlement_id=entitlement,
        person_id=person,
        scheme=scheme,
        budget=budget,
        unit=Unit(unit),
        account_id=account,
        balance=balance,
        available=available,
        granted_on=granted_on,
        activities=None if only is None else frozenset(only),
        until=until,
        caps=json.loads(caps),
        worth=worth,
    )
