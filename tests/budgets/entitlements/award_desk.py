"""What tests of the award desk share: schemes adopted with terms, facts, households, and what was decided."""

from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.asking import AwardLine, Hardship
from budgets.entitlements.models import Decision, Entitlement
from budgets.entitlements.operations import award
from budgets.funding.operations import open_fund
from budgets.operation import Actor, municipal_transaction
from budgets.parties.households import MemberLine, register_households
from budgets.parties.lines import LinesRefused
from budgets.parties.models import Role
from budgets.parties.operations import register_officer
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import NEW_YEAR, fill
from tests.builders import LONG_AGO, TEST

BY_HOUSEHOLD = {"single": "800.00", "single_parent": "1000.00", "couple": "1200.00"}
TERMS: dict[str, dict[str, Any]] = {
    "inkomenstoeslag": {"amount": BY_HOUSEHOLD, "income_limit": "1.20"},
    "mmb": {"amount": BY_HOUSEHOLD},
    "maatwerkbudget": {"limit": "1000.00", "second_person_above": "500.00"},
    "basisbaan": {"jobs": 2, "cost_per_job": "30000.00"},
    "stadspas": {"budgets": {"vrij": {"amount": "100.00"}, "sport": {"amount": "50.00"}}},
    "studietoeslag": {"monthly_amount": {"18": "200.00", "21": "300.00"}},
}
SINGLE = {"household_type": "single", "income": "1000.00"}
RICH = SINGLE | {"income": "9000.00"}


def adopt(*schemes: str, euros: str = "1000000.00", **terms: Any) -> None:
    """Adopt schemes with a fund each; `terms` go before those that tests use."""
    for scheme in schemes:
        adopt_scheme(scheme_code=scheme, actor=TEST, on=LONG_AGO, terms=TERMS.get(scheme, {}) | terms)
        fund = open_fund(code=scheme, name=scheme, scheme_code=scheme, actor=TEST, on=LONG_AGO)
        if euros != "0.00":
            fill(fund.id, euros)


def line(person: UUID, scheme: str, facts: dict[str, Any] | None = None, **said: Any) -> AwardLine:
    return AwardLine(**{
        "number": 2, "person_id": person, "scheme_code": scheme, "starts_on": NEW_YEAR,
        "facts": read_facts(facts or {}), **said,
    })  # fmt: skip


def ask(*lines: AwardLine, on: date = NEW_YEAR, actor: Actor = TEST) -> str:
    """Award lines; gives what came of it, or the codes of the refusals."""
    try:
        tally = award(lines=lines, actor=actor, on=on)
    except LinesRefused as refused:
        return ", ".join(each.refusal.code for each in refused.lines)
    return ", ".join(
        f"{count} {word}" for word, count in (("added", tally.added), ("unchanged", tally.unchanged)) if count
    )


def live_together(*client_numbers: str, household: str = "h1", since: date = LONG_AGO) -> None:
    lines = [
        MemberLine(number=number, household=household, client_number=each, from_on=since)
        for number, each in enumerate(client_numbers)
    ]
    register_households(lines=lines, actor=TEST, on=LONG_AGO)


def hardship(officer: UUID, ground: str = "scheiding", reason: str = "Leeft gescheiden van de partner.") -> Hardship:
    return Hardship(officer_id=officer, ground=ground, reason=reason)


def an_officer_with_a_role() -> UUID:
    return register_officer(code="hanna", name="Hanna", roles=[Role.HARDSHIP], actor=TEST, on=LONG_AGO)


def decisions() -> list[tuple[Any, ...]]:
    """Give the decisions in the order of persons: scheme, outcome, code, ground, and whether it went against a rule."""
    fields = ("scheme", "outcome", "code", "ground", "against_rule")
    with municipal_transaction():
        return list(Decision.objects.order_by("person__client_number", "scheme", "outcome").values_list(*fields))


def rights_of(person: UUID) -> list[tuple[Any, ...]]:
    """Give the scheme, budget and state of all that a person has or asked."""
    with municipal_transaction():
        rows = Entitlement.objects.filter(person=person).order_by("scheme", "budget", "starts_on", "state")
        return list(rows.values_list("scheme", "budget", "state"))
