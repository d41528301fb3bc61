"""Acts of schemes that are killed: a file of awards, the end of all of a person, a year of a pass, a round."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command

from budgets.entitlements.applications import apply
from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award, end_all_of_person
from budgets.funding.operations import open_fund
from budgets.jobs.rounds import lock_and_award
from budgets.operation import municipal_transaction, reading
from budgets.rounds.operations import open_round
from budgets.schemes.operations import adopt_scheme
from ledger import holds, tenant
from ledger.accounts import Place, open_accounts
from ledger.amount import eur
from ledger.balances import list_balances_of_holder
from ledger.journal import Leg
from ledger.models import Municipality
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    asked,
    award_to,
    enter_people,
    fill,
    open_scheme,
    run,
)
from tests.budgets.rounds.town import (
    FIRST,
    LOCK_DAY,
    WOONLASTENFONDS,
    claim,
    contributions,
    open_woonlastenfonds,
    propose_and_approve,
)
from tests.builders import LONG_AGO, TEST, an_officer
from tests.faults.acts import NOON, Act, keys
from tests.ledger.books import DAY

PASS, PASSES, CARRIERS = "stadspas", "meedoen", ("Gemeente", "Stichting")
RICH_AND_NOT = (("noor", "1000,00"), ("sem", "9000,00"))


def awarding_from_a_file(folder: Path) -> Act:
    """A file with a yes and a no: a pass of two budgets that two funds carry, and a decision about either."""
    shares = dict.fromkeys(CARRIERS, "0.50")
    budgets = {"vrij": {"amount": "100.01"}, "sport": {"amount": "50.00"}}
    terms = {"budgets": budgets, "shares": shares, "income_limit": "1.20"}
    adopt_scheme(scheme_code=PASS, actor=TEST, on=DAY, terms=terms)
    for name in CARRIERS:
        fill(open_fund(code=name.lower(), name=name, scheme_code=PASS, actor=TEST, on=DAY).id, "900000000.00")
    code = reading(Municipality.objects.get)(id=tenant.current()).code
    header = "klantnummer;regeling;cohort;ingangsdatum;inkomen;norm;huishoudtype"

    def subjects() -> Iterator[Path]:
        for key in (each.replace(":", "") for each in keys("award")):
            place = folder / f"{key}.csv"
            lines = []
            for who, income in RICH_AND_NOT:
                enter_people(1, beginning=f"{key}-{who}-")
                lines.append(f"{key}-{who}-0000;{PASS};1;{DAY:%d-%m-%Y};{income};1000,00;alleen")
            place.write_text("\n".join([header, *lines]), encoding="utf-8")
            yield place

    def do(file: Path) -> Any:
        said = StringIO()
        with suppress(SystemExit):
            call_command(
                "award", str(file), "--partial", municipality=code, on=DAY, json=True, actor="test",
                stdout=said, stderr=said,
            )  # fmt: skip
        answer = json.loads(said.getvalue())
        return answer["accepted"], [each["code"] for each in answer["refused"]]

    return Act("award from a file", subjects(), do)


def ending_all_of_a_person() -> Act:
    """Two schemes that run, an application that waits, and what is set aside at a till."""
    for scheme in (BURGERBUDGET, BOUWDEPOT):
        open_scheme(scheme, euros="900000000.00")
    open_scheme("gewoon-geld-geven")

    def subjects() -> Iterator[UUID]:
        for key in keys("end"):
            people = enter_people(50, beginning=f"{key}-")
            for scheme in (BURGERBUDGET, BOUWDEPOT):
                award_to(people, scheme, starts_on=DAY)
                run(scheme, DAY)
            apply(lines=asked(people, "gewoon-geld-geven", starts_on=DAY), actor=TEST, on=DAY)
            for person in people:
                _set_aside(person)
                yield person

    def do(person: UUID) -> int:
        return end_all_of_person(person_id=person, actor=TEST, on=DAY + timedelta(days=40), reason="died")

    return Act("end all of a person", subjects(), do, answers=False)  # How many ended is none when they had.


def _set_aside(person: UUID) -> None:
    with municipal_transaction():
        account = next(each for each in list_balances_of_holder(person) if each.account_class == "ENTITLED")
        [transit] = open_accounts([Place("IN_TRANSIT")])
        legs = [Leg(account.account_id, transit, eur("1.00"))]
        at = NOON + timedelta(days=40)
        holds.hold(legs, act="payout", why="test", key=f"till:{person}", at=at, until=at + timedelta(days=30))


def letting_passes_lapse() -> Act:
    """A year of a pass by its runs: filled, announced twice, lapsed."""
    adopt_scheme(scheme_code=PASSES, terms={"amount": {"adult": "300.00"}}, actor=TEST, on=LONG_AGO)
    fill(open_fund(code=PASSES, name=PASSES, scheme_code=PASSES, actor=TEST, on=LONG_AGO).id, "900000000.00")

    def subjects() -> Iterator[list[date]]:
        days = [date(2026, 1, 1), date(2026, 11, 20), date(2026, 12, 11), date(2027, 1, 1)]
        for key in keys("pass"):
            [noor] = enter_people(1, beginning=f"{key}-")
            line = AwardLine(number=2, person_id=noor, scheme_code=PASSES, starts_on=days[0], category="adult")
            award(lines=[line], actor=TEST, on=days[0])
            yield days

    def do(days: list[date]) -> None:
        for day in days:
            run(PASSES, day)

    return Act("let a pass lapse", subjects(), do, answers=False)


def awarding_a_round() -> Act:
    """A round that is approved is locked, and its two claims are awarded and granted; each year has one."""
    officers = [an_officer("Anna"), an_officer("Bilal")]

    def subjects() -> Iterator[UUID]:
        round_id = open_woonlastenfonds(euros="900000000.00", pays="once")
        for year in count(FIRST.year + 1):
            claim(round_id, enter_people(2, beginning=f"{year}-"))
            propose_and_approve(round_id, officers)
            yield round_id
            round_id = open_round(scheme_code=WOONLASTENFONDS, year=year, actor=TEST, on=FIRST)

    def do(round_id: UUID) -> list[int | None]:
        lock_and_award(round_id=round_id, actor=TEST, on=LOCK_DAY)
        return contributions(round_id)

    return Act("lock a round and award its claims", subjects(), do)
