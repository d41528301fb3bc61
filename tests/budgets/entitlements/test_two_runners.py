"""Two processes that start one run, award the last of a fund or decide about one person, at the same instant."""

import os
from collections import Counter
from datetime import date, timedelta

import pytest

from budgets.entitlements import runs
from budgets.entitlements.operations import award, stop, suspend
from budgets.parties.lines import LinesRefused
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    a_town,
    asked,
    award_to,
    balance,
    breaches,
    enter_people,
    fill,
    open_scheme,
    rows,
    run,
    told,
)
from tests.builders import TEST
from tests.ledger.contenders import contend

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
RUNS, AWARDS, DECISIONS = 100 * LONG, 400 * LONG, 100 * LONG
TWELVE_MONTHS = 12 * GIFT

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@pytest.fixture
def town():
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        yield municipality_id
        assert breaches() == []


def awarded(line):
    """Award one line; gives what came of it, or the code of its refusal."""
    try:
        tally = award(lines=[line], actor=TEST, on=NEW_YEAR)
    except LinesRefused as refused:
        return refused.lines[0].refusal.code
    return "added" if tally.added else "unchanged"


@pytest.mark.usefixtures("town")
def test_one_run_started_twice_at_once_is_done_once(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 2)
    people = enter_people(RUNS * 3)
    days = [NEW_YEAR + timedelta(days=number) for number in range(RUNS)]
    for number, day in enumerate(days):
        award_to(people[number * 3 : number * 3 + 3], starts_on=day, on=day)

    def start_run(_process, race):
        report = run(BURGERBUDGET, days[race])
        return "did it" if report.totals.get("grants") else "nothing to do"

    # One day at a time up to the first end of a quarter: what is due on a later day is not looked at before.
    answers = contend(start_run, rounds=RUNS)

    said = Counter(each for answer in answers for each in answer)
    assert set(said) <= {"did it", "nothing to do"}
    assert all("did it" in answer for answer in answers)
    assert rows("SELECT count(*), count(DISTINCT entitlement_id) FROM entitlements_grant WHERE label = 'opening'") == [
        (RUNS * 3, RUNS * 3)
    ]
    assert balance("ENTITLED") == RUNS * 3 * MINOR
    assert rows("SELECT DISTINCT state FROM entitlements_run") == [("DONE",)]
    assert told("entitlements.plan_run.refused") == []
    print(dict(said))  # noqa: T201


def test_the_last_of_a_fund_is_awarded_once(database, proof):
    with a_town():
        fund = open_scheme(BOUWDEPOT, euros="0.00")
        people = enter_people(2 * AWARDS)
        room = [1 + race % 2 for race in range(AWARDS)]  # Each second race has room for both.

        def fill_for(race):
            assert balance("FREE") == 0
            fill(fund, f"{room[race] * TWELVE_MONTHS // 100}.00")

        answers = contend(
            lambda process, race: awarded(asked([people[2 * race + process]], BOUWDEPOT)[0]),
            rounds=AWARDS,
            before=fill_for,
        )

        for both, answer in zip(room, answers, strict=True):
            assert sorted(answer) == ["added", "added" if both == 2 else "fund-exhausted"]
        assert (balance("FREE"), breaches()) == (0, [])
        assert rows("SELECT count(*) FROM entitlements_entitlement") == [(AWARDS * 3 // 2,)]
        proof.counts["races"] = AWARDS


@pytest.mark.usefixtures("town")
def test_one_award_asked_twice_at_once_is_made_once():
    people = enter_people(DECISIONS)

    answers = contend(lambda _process, race: awarded(asked([people[race]])[0]), rounds=DECISIONS)

    said = Counter(each for answer in answers for each in answer)
    assert said["added"] == DECISIONS, said
    assert set(said) <= {"added", "unchanged", "already-awarded"}, said
    assert balance("COMMITTED") == DECISIONS * 2 * MINOR


@pytest.mark.usefixtures("town")
def test_two_decisions_about_one_person_come_one_after_the_other():
    entitlements = award_to(enter_people(DECISIONS))
    run(BURGERBUDGET, NEW_YEAR)
    on = date(2025, 2, 1)

    def decide(process, race):
        (suspend, stop)[process](entitlement_id=entitlements[race], actor=TEST, on=on)
        return "done"

    answers = contend(decide, rounds=DECISIONS)

    assert {tuple(answer) for answer in answers} <= {("done", "done"), ("not-allowed-in-state", "done")}
    assert rows("SELECT DISTINCT state FROM entitlements_entitlement") == [("STOPPED",)]
    assert balance("WRITE_OFF") == -balance("PREPAID_GRANT") + DECISIONS * MINOR


@pytest.mark.usefixtures("town")
def test_a_decision_during_a_run_comes_before_or_after_it():
    entitlements = award_to(enter_people(DECISIONS))

    def run_or_stop(process, race):
        if process:
            run(BURGERBUDGET, NEW_YEAR)
        else:
            stop(entitlement_id=entitlements[race], actor=TEST, on=NEW_YEAR + timedelta(days=1))
        return "done"

    answers = contend(run_or_stop, rounds=DECISIONS)

    assert {tuple(answer) for answer in answers} == {("done", "done")}
    assert rows("SELECT count(*), count(DISTINCT entitlement_id) FROM entitlements_grant") == [(DECISIONS, DECISIONS)]
    assert rows("SELECT DISTINCT state FROM entitlements_entitlement") == [("STOPPED",)]
