"""A municipality that runs burgerbudget and bouwdepot, and all that its books say, without the ids that differ."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection

from budgets.entitlements.awarding import AwardLine
from budgets.entitlements.models import Entitlement, Grant, Move, Period
from budgets.entitlements.operations import award
from budgets.evidence.attesting import HoursLine
from budgets.evidence.operations import attest
from budgets.funding.operations import deposit, open_fund
from budgets.jobs.period_run import RunReport, run_period
from budgets.operation import municipal_transaction
from budgets.parties.lines import Tally
from budgets.parties.operations import register_people
from budgets.parties.queries import find_people
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.periods import Period as Days
from budgets.trail.models import Act
from ledger import tenant
from ledger.amount import eur
from ledger.invariants import list_breaches
from tests.builders import LONG_AGO, TEST, a_municipality, an_organisation, person_line

BURGERBUDGET, BOUWDEPOT = "burgerbudget", "bouwdepot"
NEW_YEAR, SPRING, SUMMER = date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1)
MINOR = 100_000
"""The opening grant of a burgerbudget, and its ceiling, in cents."""
GIFT = 105_000
"""A month of a bouwdepot, in cents."""

_references = count(1)


@contextmanager
def a_town(*schemes: str, euros: str = "1000000.00") -> Iterator[int]:
    """Serve a new municipality that adopted schemes, each with a fund; gives its id."""
    municipality_id = a_municipality()
    with tenant.serving(municipality_id):
        for scheme in schemes:
            open_scheme(scheme, euros=euros)
        yield municipality_id


def open_scheme(scheme: str, *, euros: str = "1000000.00", code: str = "", priority: int = 1) -> UUID:
    """Adopt a scheme and give it a fund with money in it; gives the fund."""
    adopt_scheme(scheme_code=scheme, actor=TEST, on=LONG_AGO)
    fund = open_fund(code=code or scheme, name=scheme, scheme_code=scheme, priority=priority, actor=TEST, on=LONG_AGO)
    if euros != "0.00":
        fill(fund.id, euros)
    return fund.id


def fill(fund_id: UUID, euros: str) -> None:
    deposit(fund_id=fund_id, amount=eur(euros), reference=f"{next(_references)}", actor=TEST, on=LONG_AGO)


def enter_people(how_many: int, *, beginning: str = "k") -> list[UUID]:
    """Enter people with client numbers in order, and give their ids in the same order."""
    numbers = [f"{beginning}{number:04}" for number in range(how_many)]
    lines = [person_line("Noor", number=number) for number in numbers]
    register_people(lines=lines, actor=TEST, on=LONG_AGO)
    with municipal_transaction():
        found = find_people(numbers)
    return [found[number] for number in numbers]


def asked(
    people: Sequence[UUID | None], scheme: str = BURGERBUDGET, *, starts_on: date = NEW_YEAR, cohort: str = "1"
) -> list[AwardLine]:
    return [
        AwardLine(number=number, person_id=person, scheme_code=scheme, starts_on=starts_on, cohort=cohort)
        for number, person in enumerate(people, start=2)
    ]


def award_to(
    people: Sequence[UUID], scheme: str = BURGERBUDGET, *, starts_on: date = NEW_YEAR, on: date | None = None
) -> list[UUID]:
    """Award a scheme to people, and give their entitlements in the same order: what ended only where nothing lives."""
    award(lines=asked(people, scheme, starts_on=starts_on), actor=TEST, on=on or starts_on)
    with municipal_transaction():
        rows = Entitlement.objects.filter(scheme=scheme, person__in=people)
        found = dict(rows.filter(state="ENDED").values_list("person_id", "id"))
        found |= dict(rows.exclude(state="ENDED").values_list("person_id", "id"))
    return [found[person] for person in people]


def vouch(people: Sequence[UUID], day: date, hours: str, *, on: date | None = None, replaces: bool = False) -> Tally:
    """Let the buurthuis attest hours of people over the ten days that end on a day."""
    organisation = an_organisation()
    first = date.fromordinal(day.toordinal() - 9)
    lines = [
        HoursLine(
            number=number,
            organisation_id=organisation,
            kind="ANBI",
            person_id=person,
            covers=Days(first, date.fromordinal(day.toordinal() + 1)),
            hours=Decimal(hours),
            replaces=replaces,
        )
        for number, person in enumerate(people, start=2)
    ]
    return attest(lines=lines, actor=TEST, on=on or day)


def run(scheme: str, on: date) -> RunReport:
    return run_period(scheme_code=scheme, actor=TEST, on=on)


def rows(statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Run SQL as the application, for the served municipality."""
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


def state_of(entitlement_id: UUID) -> str:
    [(state,)] = rows("SELECT state FROM entitlements_entitlement WHERE id = %s", entitlement_id)
    return str(state)


def balance(account_class: str) -> int:
    """Give what stands on all accounts of a class in cents, as the class counts it."""
    [(found,)] = rows(
        "SELECT coalesce(sum(a.side * p.amount), 0) FROM ledger_posting p JOIN ledger_account a"
        " ON a.municipality_id = p.municipality_id AND a.id = p.account_id WHERE p.class = %s",
        account_class,
    )
    return int(found)


def told(name: str) -> list[Act]:
    """Give the acts of a name in the trail, in order."""
    with municipal_transaction():
        return list(Act.objects.filter(name=name).order_by("at"))


def breaches() -> list[object]:
    with municipal_transaction():
        return list(list_breaches())


def everything() -> dict[str, object]:
    """Give all that the books say of people by client number, and of funds by code: the same for the same history."""
    whose = "entitlement__person__client_number"
    with municipal_transaction():
        found: dict[str, object] = {
            "entitlements": _values(
                Entitlement, "person__client_number", "scheme", "state", "starts_on", "opened", "missed_count",
                "next_due_on", "booked_count", "granted_count",
            ),
            "moves": _values(Move, whose, "entitlement__scheme", "number", "name", "to", "on", "reason"),
            "periods": _values(
                Period, whose, "entitlement__scheme", "number", "starts_on", "ends_on", "state",
                "opening_balance_minor", "used_minor", "granted_minor",
            ),
            "grants": _values(Grant, whose, "entitlement__scheme", "number", "label", "amount_minor", "due_on"),
        }  # fmt: skip
    found["balances"] = sorted(
        rows(
            """
            SELECT p.class, coalesce(q.client_number, ''), coalesce(a.scheme, ''), sum(a.side * p.amount), count(*)
            FROM ledger_posting p
            JOIN ledger_account a ON a.municipality_id = p.municipality_id AND a.id = p.account_id
            LEFT JOIN parties_person q ON q.municipality_id = a.municipality_id AND q.id = a.holder
            GROUP BY 1, 2, 3
            """
        )
    )
    found["entries"] = sorted(
        rows("SELECT act, happened_on, why, count(*) FROM ledger_entry WHERE act <> 'deposit' GROUP BY 1, 2, 3")
    )
    return found


def _values(model: Any, *fields: str) -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list(*fields), key=str)
