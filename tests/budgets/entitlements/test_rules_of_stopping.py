"""A burgerbudget that stops: quarters missed, decisions of officers, a fund that runs out."""

import pytest

from budgets.entitlements.refusals import FundExhausted
from tests.budgets.entitlements.casebook import a_stopped_volunteer, a_volunteer, dated


class TestMissedQuarters:
    def test_stop_the_budget_when_there_are_four_in_a_row(self) -> None:
        noor = a_volunteer()

        for day in ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"):
            noor.run(day)
        assert noor.state == "ACTIVE"
        assert noor.missed == 3
        noor.run("2025-01-01")

        assert noor.history == [("stop", "2025-01-01", "missed-periods")]
        assert noor.balance == "0.00"
        assert noor.written_off == "1000.00"
        assert noor.committed == 0
        assert noor.next_due_on is None

    def test_are_forgotten_after_a_quarter_that_was_met(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-12-01", "36")

        for day in ("2024-10-01", "2025-01-01", "2025-07-01"):
            noor.run(day)

        assert noor.states == ["MISSED", "MISSED", "MISSED", "MET", "MISSED", "MISSED"]
        assert noor.missed == 2
        assert noor.state == "ACTIVE"

    def test_keep_their_count_over_a_pause(self) -> None:
        noor = a_volunteer()
        noor.run("2024-10-01")
        noor.decide("suspend", "2024-12-01")
        noor.decide("resume", "2025-01-01")

        noor.run("2025-01-01")
        assert noor.missed == 3
        noor.run("2025-04-01")

        assert noor.states[-2:] == ["PAUSED", "MISSED"]
        assert noor.state == "STOPPED"

    def test_run_all_at_once_stop_on_the_day_of_the_fourth(self) -> None:
        noor = a_volunteer()

        noor.run("2026-03-10")

        assert noor.states == ["MISSED"] * 4
        assert noor.history == [("stop", "2025-01-01", "missed-periods")]

    def test_say_how_many_there_were_and_how_many_are_allowed(self) -> None:
        noor = a_volunteer()

        plan = noor.run("2024-07-01")

        assert "Dit is gemist kwartaal 2. Bij 4 achter elkaar stopt je budget." in noor.told(plan.told[-1][1])


class TestStop:
    def test_writes_off_what_is_unused_and_releases_the_promise(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")

        noor.decide("stop", "2024-05-01")

        assert noor.written_off == "1000.00"
        assert noor.committed == 0
        assert noor.spent == 140_000
        assert noor.next_due_on is None

    def test_gives_first_what_was_due_before_it(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-01-01")

        noor.decide("stop", "2024-04-01")

        assert noor.grants == ["1000.00", "400.00"]
        assert noor.states == ["MET"]
        assert noor.written_off == "1000.00"

    def test_ends_the_quarter_it_falls_in_without_a_grant(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-01-01")
        noor.decide("stop", "2024-03-31")

        noor.run("2024-04-01")

        assert noor.states == []
        assert noor.grants == ["1000.00"]


class TestRestart:
    def test_brings_back_the_unused_balance_and_no_start_amount(self) -> None:
        noor = a_stopped_volunteer()

        noor.decide("restart", "2025-02-10")
        noor.run("2025-02-10")

        assert noor.state == "ACTIVE"
        assert noor.grants == ["1000.00"]
        assert noor.balance == "1000.00"
        assert noor.written_off == "0.00"
        assert noor.missed == 0
        assert noor.committed == 100_000

    def test_begins_a_broken_quarter_that_is_never_missed(self) -> None:
        noor = a_stopped_volunteer()
        noor.decide("restart", "2025-02-10")

        noor.run("2025-07-01")

        assert noor.states[4:] == ["CLOSED", "MISSED"]
        assert noor.periods[5].starts_on.isoformat() == "2025-02-10"
        assert noor.missed == 1

    def test_gives_refills_by_the_normal_rule(self) -> None:
        noor = a_stopped_volunteer()
        noor.decide("restart", "2025-02-10")
        noor.attest("2025-03-10", "36")

        noor.run("2025-04-01")

        assert noor.grants == ["1000.00", "360.00"]

    def test_in_the_quarter_of_the_stop_counts_from_the_restart(self) -> None:
        noor = a_volunteer()
        noor.run("2024-01-01")
        noor.attest("2024-01-15", "30")
        noor.decide("stop", "2024-02-01")
        noor.decide("restart", "2024-03-01")
        noor.attest("2024-03-15", "30")

        noor.run("2024-04-01")

        assert noor.states == ["CLOSED"]
        assert noor.periods[1].starts_on.isoformat() == "2024-03-01"

    def test_on_a_first_day_begins_a_whole_quarter(self) -> None:
        noor = a_stopped_volunteer()
        noor.decide("restart", "2025-04-01")

        noor.run("2025-07-01")

        assert noor.states[4:] == ["MISSED"]

    @pytest.mark.parametrize("free", [0, 99_999])
    def test_shows_when_the_fund_cannot_promise_the_next_ceiling(self, free: int) -> None:
        noor = a_stopped_volunteer()
        noor.free = free

        with pytest.raises(FundExhausted):
            noor.decide("restart", "2025-02-10")

    def test_counts_misses_from_the_restart_on_only(self) -> None:
        noor = a_volunteer()
        noor.run("2024-10-01")
        noor.decide("stop", "2024-11-01")
        noor.decide("restart", "2025-01-01")

        noor.run("2025-10-01")

        assert noor.missed == 3
        assert noor.state == "ACTIVE"


class TestEnd:
    def test_makes_the_rest_of_the_budget_the_cost_of_what_was_given(self) -> None:
        noor = a_volunteer()
        noor.run("2024-01-01")

        noor.decide("end", "2024-02-10")

        assert noor.written_off == "0.00"
        assert noor.balance == "0.00"
        assert noor.earned == 100_000
        assert noor.committed == 0
        assert noor.next_due_on is None

    def test_after_a_stop_leaves_the_write_off_as_it_is(self) -> None:
        noor = a_stopped_volunteer()

        noor.decide("end", "2025-02-10")

        assert noor.state == "ENDED"
        assert noor.written_off == "1000.00"


class TestTheFund:
    def test_that_cannot_promise_the_next_ceiling_suspends(self) -> None:
        noor = a_volunteer(fund="2399.99")
        noor.attest("2024-03-01", "40")

        noor.run("2024-04-01")

        assert noor.grants == ["1000.00", "400.00"]  # what was earned is still paid
        assert noor.history == [("suspend", "2024-04-01", "fund-exhausted")]
        assert noor.committed == 60_000
        assert noor.states == ["MET"]

    def test_that_ran_out_counts_no_misses(self) -> None:
        noor = a_volunteer(fund="2399.99")
        noor.attest("2024-03-01", "40")

        noor.run("2025-07-01")

        assert noor.states == ["MET", *["PAUSED"] * 5]
        assert noor.missed == 0

    def test_that_has_money_again_lets_an_officer_resume(self) -> None:
        noor = a_volunteer(fund="2399.99")
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")
        noor.free += 100_000

        noor.decide("resume", "2024-05-01")
        noor.attest("2024-06-01", "36")
        noor.run("2024-07-01")

        assert noor.grants == ["1000.00", "400.00", "360.00"]
        assert noor.states == ["MET", "MET"]

    def test_that_cannot_carry_the_grant_itself_leaves_the_quarter_due(self) -> None:
        noor = a_volunteer(fund="2000.00", ceiling=dated(("2024-01-01", "1000.00"), ("2024-04-01", "1700.00")))
        noor.attest("2024-03-01", "40")

        noor.run("2024-04-01")
        assert noor.grants == ["1000.00"]  # 1700.00 - 600.00 is more than the 1000.00 promised, and the fund is empty
        assert noor.states == []
        assert noor.history == [("suspend", "2024-04-01", "fund-exhausted")]
        assert str(noor.next_due_on) == "2024-04-01"
        noor.free += 10_000
        noor.run("2024-04-20")

        assert noor.grants == ["1000.00", "1100.00"]
        assert noor.states == ["MET"]

    def test_that_leaves_a_quarter_due_still_owes_it_after_a_stop(self) -> None:
        noor = a_volunteer(fund="2000.00", ceiling=dated(("2024-01-01", "1000.00"), ("2024-04-01", "1700.00")))
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")

        noor.decide("stop", "2024-05-01")
        assert str(noor.next_due_on) == "2024-04-01"
        noor.free += 10_000
        noor.run("2024-06-01")

        assert noor.grants == ["1000.00", "1100.00"]
        assert noor.written_off == "1700.00"
        assert noor.committed == 0
        assert noor.next_due_on is None

    def test_that_cannot_promise_after_an_undone_stop_suspends_from_the_day_of_the_run(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-08-01", "40")
        noor.attest("2025-02-01", "40")
        noor.free = 130_000

        noor.run("2025-05-10")

        assert noor.history[-1] == ("suspend", "2025-05-10", "fund-exhausted")
        assert noor.states == ["MISSED", "MISSED", "MET", "MISSED", "MET"]
        assert noor.grants == ["1000.00", "400.00", "400.00"]
