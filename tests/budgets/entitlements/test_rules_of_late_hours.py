"""Hours that arrive after their quarter was run: they can add, and never take."""

import pytest

from tests.budgets.entitlements.casebook import a_stopped_volunteer, a_volunteer, dated


class TestLateHours:
    def test_add_what_the_quarter_would_have_given_more(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")
        noor.attest("2024-03-02", "5")

        noor.run("2024-05-10")

        assert noor.grants == ["1000.00", "400.00", "50.00"]
        assert noor.labels[-1] == "late"
        assert noor.balance == "1000.00"
        assert noor.committed == 100_000

    def test_are_weighed_once(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")
        noor.attest("2024-03-02", "5")

        for day in ("2024-05-10", "2024-05-10", "2024-06-10"):
            noor.run(day)

        assert noor.grants == ["1000.00", "400.00", "50.00"]

    def test_undo_a_miss(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "30")
        noor.run("2024-07-01")
        assert noor.missed == 2
        noor.attest("2024-03-02", "6")

        noor.run("2024-07-10")

        assert noor.states == ["MET", "MISSED"]
        assert noor.missed == 1
        assert noor.grants == ["1000.00", "360.00"]

    def test_undo_a_miss_of_a_broken_quarter_too(self) -> None:
        noor = a_volunteer(starts_on="2024-01-02")
        noor.run("2024-04-01")
        noor.attest("2024-03-02", "36")

        noor.run("2024-05-01")

        assert noor.states == ["MET"]
        assert noor.grants == ["1000.00", "360.00"]

    def test_undo_a_stop_that_followed_from_the_miss(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-08-01", "40")

        noor.run("2025-02-10")

        assert noor.history == [("stop", "2025-01-01", "missed-periods"), ("undo_stop", "2025-01-01", "late-hours")]
        assert noor.states == ["MISSED", "MISSED", "MET", "MISSED"]
        assert noor.missed == 1
        assert noor.grants == ["1000.00", "400.00"]
        assert noor.balance == "1000.00"
        assert noor.written_off == "0.00"
        assert noor.committed == 100_000
        assert str(noor.next_due_on) == "2025-04-01"

    def test_that_undo_a_stop_let_the_quarters_since_be_run(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-04-01", "40")
        noor.attest("2025-02-01", "40")

        noor.run("2025-08-10")

        assert noor.states == ["MISSED", "MET", "MISSED", "MISSED", "MET", "MISSED"]
        assert noor.grants == ["1000.00", "400.00", "400.00"]
        assert noor.missed == 1
        assert noor.periods[5].whole

    def test_that_undo_a_stop_may_see_it_stop_again_later(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-02-01", "40")

        noor.run("2025-08-10")

        assert [name for name, _, _ in noor.history] == ["stop", "undo_stop", "stop"]
        assert noor.history[-1] == ("stop", "2025-04-01", "missed-periods")
        assert noor.written_off == "1000.00"

    def test_that_undo_a_stop_while_the_fund_is_empty_may_see_it_stop_after_that(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-02-01", "40")
        noor.free = 100_000

        noor.run("2025-05-10")

        assert noor.history[1:] == [
            ("undo_stop", "2025-01-01", "late-hours"),
            ("suspend", "2025-05-10", "fund-exhausted"),
            ("stop", "2025-05-10", "missed-periods"),
        ]
        assert noor.next_due_on is None
        assert noor.written_off == "1000.00"

    def test_of_before_a_restart_do_not_change_the_count_since(self) -> None:
        noor = a_stopped_volunteer()
        noor.decide("restart", "2025-04-01")
        noor.run("2025-07-01")
        noor.attest("2024-02-01", "40")

        noor.run("2025-07-10")

        assert noor.states == ["MET", "MISSED", "MISSED", "MISSED", "MISSED"]
        assert noor.missed == 1
        assert noor.state == "ACTIVE"

    def test_use_no_more_than_what_is_prepaid(self) -> None:
        noor = a_volunteer(ceiling=dated(("2024-01-01", "1000.00"), ("2024-04-01", "600.00")))
        noor.run("2024-04-01")
        noor.decide("stop", "2024-05-01")
        noor.attest("2024-03-01", "80")

        noor.run("2024-06-01")

        assert noor.grants == ["1000.00", "400.00"]  # 600.00 - (1000.00 - 800.00)
        assert noor.periods[1].used == 40_000
        assert noor.written_off == "1000.00"

    def test_do_not_undo_a_stop_of_an_officer(self) -> None:
        noor = a_volunteer()
        noor.run("2024-04-01")
        noor.decide("stop", "2024-05-01")
        noor.attest("2024-03-01", "40")

        noor.run("2024-06-01")

        assert noor.state == "STOPPED"
        assert noor.grants == ["1000.00", "400.00"]
        assert noor.written_off == "1000.00"
        assert noor.committed == 0

    def test_that_are_not_enough_leave_a_stop_as_it_is(self) -> None:
        noor = a_stopped_volunteer()
        noor.attest("2024-08-01", "35.99")

        noor.run("2025-02-10")

        assert noor.state == "STOPPED"
        assert noor.grants == ["1000.00"]

    def test_after_an_end_are_still_paid(self) -> None:
        noor = a_volunteer()
        noor.run("2024-04-01")
        noor.decide("end", "2024-05-01")
        noor.attest("2024-03-01", "40")

        noor.run("2024-06-01")

        assert noor.state == "ENDED"
        assert noor.grants == ["1000.00", "400.00"]
        assert noor.balance == "0.00"
        assert noor.written_off == "0.00"

    def test_wait_while_the_fund_cannot_carry_them(self) -> None:
        noor = a_volunteer()
        noor.run("2024-04-01")
        noor.decide("stop", "2024-05-01")
        noor.attest("2024-03-01", "40")
        taken, noor.free = noor.free, 39_999

        noor.run("2024-06-01")
        assert noor.grants == ["1000.00"]
        noor.free = taken
        noor.run("2024-06-02")

        assert noor.grants == ["1000.00", "400.00"]

    def test_do_not_wake_a_paused_quarter(self) -> None:
        noor = a_volunteer()
        noor.run("2024-01-01")
        noor.decide("suspend", "2024-03-01")
        noor.run("2024-04-01")
        noor.attest("2024-02-01", "40")

        plan = noor.run("2024-05-01")

        assert plan.weighed == {1}
        assert noor.states == ["PAUSED"]
        assert noor.grants == ["1000.00"]

    @pytest.mark.parametrize("corrected", ["38", "35.99", "0"])
    def test_corrected_downwards_take_nothing(self, corrected: str) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")
        noor.correct("2024-03-01", corrected)

        noor.run("2024-07-01")

        assert noor.grants == ["1000.00", "400.00"]
        assert noor.states == ["MET", "MISSED"]
        assert noor.balance == "1000.00"

    def test_corrected_down_and_up_again_give_only_what_is_more(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-01", "40")
        noor.run("2024-04-01")

        for hours, day in (("38", "2024-04-10"), ("42", "2024-04-20")):
            noor.correct("2024-03-01", hours)
            noor.run(day)

        assert noor.grants == ["1000.00", "400.00", "20.00"]
