"""What lies on a pass: granted once, announced twice, lapsed by its terms, and never sooner."""

from typing import Any

import pytest

from budgets.schemes.rules import Particulars
from ledger.amount import Unit
from tests.budgets.entitlements.casebook import Casebook, dated, on

ADULT = Particulars(category="adult")
AMOUNTS = {"adult": "300.00", "child": "150.00"}
NEW_YEAR, FIRST, SECOND, LAPSES = "2026-01-01", "2026-11-19", "2026-12-10", "2027-01-01"
"""The notices are due six and three weeks before 31 December, the last day of use."""


def a_pass(starts_on: str = NEW_YEAR, of: Particulars = ADULT, **terms: Any) -> Casebook:
    noor = Casebook("meedoen", starts_on=starts_on, terms={"amount": AMOUNTS, **terms}, of=of, fund="1000.00")
    noor.run(starts_on)
    return noor


def some_points(value: Any = "0.50", **terms: Any) -> Casebook:
    of = Particulars(category="adult", unit=Unit.POINT)
    return a_pass(of=of, unit="POINT", point_value=value, amount={"adult": "40"}, **terms)


def days_told(noor: Casebook) -> list[tuple[int, str]]:
    return [(notice.number, notice.given_on.isoformat()) for notice in noor.notices]


class TestTheGrant:
    def test_is_made_once_and_stays_promised_until_it_is_spent(self) -> None:
        noor = a_pass()

        noor.run("2026-06-01")

        assert noor.grants == ["300.00"]
        assert (noor.earmarked, noor.committed, noor.spent) == (30_000, 30_000, 0)
        assert noor.state == "ACTIVE"

    def test_of_points_promises_euros(self) -> None:
        noor = some_points()

        assert (noor.earmarked, noor.committed) == (40, 2_000)

    def test_asks_more_of_the_fund_where_points_became_worth_more_before_it(self) -> None:
        of = Particulars(category="adult", unit=Unit.POINT)
        worth = dated(("2026-01-01", "0.50"), ("2026-03-01", "0.60"))
        terms = {"unit": "POINT", "point_value": worth, "amount": {"adult": "40"}}
        noor = Casebook("meedoen", starts_on=NEW_YEAR, terms=terms, of=of)
        noor.decide("suspend", NEW_YEAR)

        noor.decide("resume", "2026-03-05")
        noor.run("2026-03-05")

        assert (noor.earmarked, noor.committed) == (40, 2_400)

    def test_waits_while_it_is_suspended_and_comes_when_it_goes_on(self) -> None:
        noor = Casebook("meedoen", starts_on=NEW_YEAR, terms={"amount": AMOUNTS}, of=ADULT)
        noor.decide("suspend", NEW_YEAR)
        noor.run("2026-02-01")
        assert noor.grants == []

        noor.decide("resume", "2026-03-01")
        noor.run("2026-03-01")

        assert noor.grants == ["300.00"]
        assert [period.starts_on for period in noor.periods.values()] == [on("2026-03-01")]

    @pytest.mark.parametrize("decisions", [["suspend", "resume"], ["stop", "restart"]])
    def test_is_not_made_twice_by_a_pause(self, decisions: list[str]) -> None:
        noor = a_pass()
        for decision in decisions:
            noor.decide(decision, "2026-02-01")

        noor.run("2026-02-01")

        assert (noor.grants, noor.earmarked, noor.committed) == (["300.00"], 30_000, 30_000)


class TestNotices:
    def test_are_given_six_and_three_weeks_before_it_lapses(self) -> None:
        noor = a_pass()
        due = []
        for day in (NEW_YEAR, FIRST, SECOND, LAPSES):
            noor.run(day)
            due.append(noor.next_due_on)

        assert days_told(noor) == [(1, FIRST), (2, SECOND)]
        assert due == [on(FIRST), on(SECOND), on(LAPSES), None]

    def test_come_after_the_days_of_grace(self) -> None:
        noor = a_pass(grace_days=31)

        assert noor.next_due_on == on("2026-12-20")

    def test_are_not_given_where_it_never_lapses(self) -> None:
        of = Particulars(unit=Unit.LESSON)
        noor = Casebook("zwemles", starts_on=NEW_YEAR, terms={"lesson_price": "8.00"}, of=of)
        noor.run(NEW_YEAR)

        assert (noor.next_due_on, noor.earmarked, noor.committed) == (None, 40, 40 * 800)


class TestALapse:
    def test_gives_the_fund_back_what_it_promised_and_ends(self) -> None:
        noor = a_pass()
        for day in (FIRST, SECOND, LAPSES):
            noor.run(day)

        assert (noor.earmarked, noor.lapsed, noor.committed, noor.free) == (0, 30_000, 0, 100_000)
        assert noor.history == [("end", LAPSES, "used-up")]

    def test_comes_no_sooner_because_a_run_was_missed(self) -> None:
        noor = a_pass()
        for day in (LAPSES, "2027-01-20", "2027-01-22", "2027-02-10"):
            noor.run(day)
        assert noor.lapsed == 0
        assert days_told(noor) == [(1, LAPSES), (2, "2027-01-22")]

        noor.run("2027-02-12")

        assert noor.lapsed == 30_000

    @pytest.mark.parametrize("second", ["2026-12-11", "2026-12-20", "2027-03-01"])
    def test_comes_three_weeks_after_the_second_notice(self, second: str) -> None:
        noor = a_pass()
        noor.run(FIRST)
        noor.run(second)
        lapses = max(on(LAPSES), noor.notices[1].given_on.fromordinal(on(second).toordinal() + 21))

        noor.run(lapses.fromordinal(lapses.toordinal() - 1))
        assert noor.lapsed == 0
        noor.run(lapses)

        assert noor.lapsed == 30_000

    def test_of_points_releases_what_they_are_worth(self) -> None:
        noor = some_points()
        for day in (FIRST, SECOND, LAPSES):
            noor.run(day)

        assert (noor.lapsed, noor.committed, noor.free) == (40, 0, 100_000)

    def test_leaves_what_the_terms_carry_over_for_another_year(self) -> None:
        noor = a_pass(carry_over="50.00")
        for day in (FIRST, SECOND, LAPSES):
            noor.run(day)
        assert (noor.earmarked, noor.lapsed, noor.committed) == (5_000, 25_000, 5_000)
        assert noor.state == "ACTIVE"

        for day in ("2027-11-20", "2027-12-11", "2028-01-01"):
            noor.run(day)

        assert (noor.earmarked, noor.lapsed, noor.committed) == (0, 30_000, 0)
        assert noor.state == "ENDED"

    def test_is_not_told_of_what_is_carried_over_whole(self) -> None:
        noor = a_pass(carry_over="300.00")
        for day in (FIRST, SECOND, LAPSES):
            noor.run(day)

        assert (noor.notices, noor.earmarked) == ([], 30_000)
        assert noor.next_due_on == on("2027-11-19")

    def test_waits_for_what_is_set_aside_at_a_till(self) -> None:
        noor = a_pass()
        for day in (FIRST, SECOND):
            noor.run(day)
        noor.held = 100

        noor.run(LAPSES)

        assert (noor.lapsed, noor.next_due_on) == (0, on("2027-01-02"))

    @pytest.mark.parametrize("decision", ["suspend", "stop", "end"])
    def test_comes_whatever_the_state(self, decision: str) -> None:
        noor = a_pass()
        noor.decide(decision, "2026-05-01")
        assert (noor.earmarked, noor.committed) == (30_000, 30_000)

        for day in (FIRST, SECOND, LAPSES):
            noor.run(day)

        assert (noor.lapsed, noor.committed, noor.state) == (30_000, 0, "ENDED")


class TestWhatIsSpent:
    def test_ends_the_pass_when_nothing_is_left(self) -> None:
        noor = a_pass()
        noor.earmarked, noor.committed = 0, 0

        noor.run(FIRST)

        assert (noor.state, noor.notices) == ("ENDED", [])

    def test_is_not_promised_any_more_after_a_stop(self) -> None:
        noor = a_pass()
        noor.earmarked, noor.committed = 10_000, 10_000

        noor.decide("stop", "2026-05-01")

        assert (noor.earmarked, noor.committed) == (10_000, 10_000)
