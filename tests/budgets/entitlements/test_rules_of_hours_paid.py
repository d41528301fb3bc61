"""A burgerbaan: an advance that the first quarter earns, hours paid afterwards, within a quarter and a year."""

import pytest

from budgets.entitlements.standing import UNEARNED_ADVANCE, WHEN_STOPPED, ActKind
from tests.budgets.entitlements.casebook import Casebook

QUARTERS = ["2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"]


def a_citizen(*hours: str, starts_on: str = "2024-01-01") -> Casebook:
    """Give somebody with so many hours in each quarter, run at the end of each; an hour is worth 6.40."""
    sam = Casebook("burgerbaan", starts_on=starts_on)
    sam.run(starts_on)
    for day, done in zip(QUARTERS, hours, strict=False):
        sam.attest(f"{day[:4] if day[5:7] != '01' else '2024'}-{_month_before(day)}-15", done)
        sam.run(day)
    return sam


def _month_before(day: str) -> str:
    return f"{(int(day[5:7]) - 2) % 12 + 1:02d}"


def written_off(sam: Casebook) -> list[tuple[str, int]]:
    return [(act.label, act.amount) for act in sam.acts if act.kind is ActKind.WRITE_OFF]


class TestTheAdvance:
    def test_is_paid_at_the_start_and_the_year_is_promised(self) -> None:
        sam = a_citizen()

        assert (sam.grants, sam.labels) == (["475.00"], ["opening"])
        assert (sam.prepaid, sam.committed) == (47_500, 142_500)

    def test_that_is_earned_by_half_is_written_off_for_the_other_half(self) -> None:
        sam = a_citizen("40")

        assert written_off(sam) == [(UNEARNED_ADVANCE, 47_500 - 25_600)]
        assert (sam.earned, sam.prepaid) == (25_600, 0)

    def test_is_not_netted_later(self) -> None:
        sam = a_citizen("0", "10")

        assert sam.grants == ["475.00", "64.00"]
        assert sam.labels == ["opening", "hours"]

    def test_covers_all_that_the_first_quarter_earns(self) -> None:
        sam = a_citizen("100")

        assert sam.grants == ["475.00"]
        assert (sam.earned, written_off(sam)) == (47_500, [])


class TestAQuarter:
    def test_pays_at_most_its_cap(self) -> None:
        assert a_citizen("100", "100").grants == ["475.00", "475.00"]

    def test_without_hours_pays_nothing_and_is_not_missed(self) -> None:
        sam = a_citizen("80", "0")

        assert (sam.grants, sam.states, sam.missed) == (["475.00"], ["CLOSED", "CLOSED"], 0)

    def test_that_is_the_fourth_ends_it_and_frees_the_rest(self) -> None:
        sam = a_citizen("80", "10", "10", "10")

        assert sam.state == "ENDED"
        assert (sam.committed, sam.spent) == (0, 47_500 + 3 * 6_400)

    def test_never_passes_the_cap_of_the_year(self) -> None:
        sam = a_citizen("100", "100", "100", "100")

        assert sam.grants == ["475.00"] * 4
        assert (sam.state, sam.committed) == ("ENDED", 0)


class TestLateHours:
    def test_add_to_a_quarter_that_was_paid(self) -> None:
        sam = a_citizen("80", "10")
        sam.attest("2024-06-20", "10")

        sam.run("2024-08-01")

        assert sam.grants == ["475.00", "64.00", "64.00"]
        assert (sam.labels[-1], sam.periods[2].granted) == ("late", 12_800)

    def test_of_the_first_quarter_give_nothing_beside_the_advance(self) -> None:
        sam = a_citizen("40", "10")
        sam.attest("2024-03-20", "30")

        sam.run("2024-08-01")

        assert sam.grants == ["475.00", "64.00"]

    def test_after_the_end_still_add(self) -> None:
        sam = a_citizen("80", "10", "10", "10")
        sam.attest("2024-12-20", "5")

        sam.run("2025-02-01")

        assert sam.grants[-1] == "32.00"
        assert (sam.committed, sam.state) == (0, "ENDED")

    @pytest.mark.parametrize("hours", ["0", "5"])
    def test_that_are_fewer_take_nothing_back(self, hours: str) -> None:
        sam = a_citizen("80", "10")
        sam.correct("2024-06-15", hours)

        sam.run("2024-08-01")

        assert sam.grants == ["475.00", "64.00"]


class TestAStop:
    def test_writes_off_the_advance_and_a_restart_brings_it_back(self) -> None:
        sam = a_citizen()
        sam.decide("stop", "2024-02-01")
        assert written_off(sam) == [(WHEN_STOPPED, 47_500)]

        sam.decide("restart", "2024-02-10")

        assert (sam.prepaid, sam.lost, sam.committed) == (47_500, 0, 142_500)

    def test_does_not_bring_back_what_was_not_earned_in_time(self) -> None:
        sam = a_citizen("40")
        sam.decide("stop", "2024-05-01")
        sam.decide("restart", "2024-05-10")

        assert (sam.prepaid, sam.unearned) == (0, 47_500 - 25_600)
