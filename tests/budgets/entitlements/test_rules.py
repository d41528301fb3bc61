"""A burgerbudget as the rules see it: awards and quarters."""

from datetime import date

import pytest

from budgets.entitlements.rules import commitment_at_award
from budgets.schemes.terms import TermMissing
from tests.budgets.entitlements.casebook import Casebook, a_volunteer, dated


class TestAward:
    def test_promises_the_start_amount_and_one_ceiling(self) -> None:
        noor = a_volunteer()

        assert noor.committed == 200_000
        assert commitment_at_award(noor.scheme, noor.terms, starts_on=noor.starts_on) == 200_000

    def test_grants_the_start_amount_on_the_first_day(self) -> None:
        noor = a_volunteer(starts_on="2024-01-02")

        noor.run("2024-01-01")
        assert noor.grants == []
        noor.run("2024-01-02")

        assert noor.grants == ["1000.00"]
        assert noor.labels == ["opening"]
        assert noor.balance == "1000.00"
        assert str(noor.next_due_on) == "2024-04-01"

    def test_grants_it_once_however_often_it_is_run(self) -> None:
        noor = a_volunteer()

        for day in ("2024-01-01", "2024-01-01", "2024-02-10", "2024-03-31"):
            noor.run(day)

        assert noor.grants == ["1000.00"]

    def test_grants_it_when_the_pause_ends_if_it_was_paused_on_the_first_day(self) -> None:
        noor = a_volunteer()

        noor.decide("suspend", "2024-01-01")
        noor.run("2024-01-05")
        assert noor.grants == []
        noor.decide("resume", "2024-02-10")
        noor.run("2024-02-10")

        assert noor.grants == ["1000.00"]
        assert noor.committed == 100_000

    def test_grants_nothing_if_it_was_stopped_on_the_first_day(self) -> None:
        noor = a_volunteer()

        noor.decide("stop", "2024-01-01")
        noor.run("2024-01-05")
        noor.decide("restart", "2024-02-10")
        noor.run("2024-02-10")

        assert noor.grants == []
        assert noor.committed == 100_000

    def test_that_the_fund_cannot_carry_any_more_is_waited_for(self) -> None:
        noor = a_volunteer(fund="2000.00")
        noor.terms = a_volunteer(start_amount="2500.00").terms  # the terms were raised after the award

        noor.run("2024-04-01")
        assert noor.grants == []
        assert noor.states == []
        assert noor.history == [("suspend", "2024-01-02", "fund-exhausted")]
        assert str(noor.next_due_on) == "2024-01-01"
        noor.free += 50_000
        noor.run("2024-04-02")

        assert noor.grants == ["2500.00"]
        assert noor.states == ["PAUSED"]


class TestAQuarter:
    @pytest.mark.parametrize(("hours", "grants"), [("35.99", ["1000.00"]), ("36", ["1000.00", "360.00"])])
    def test_is_met_from_the_required_hours_on(self, hours: str, grants: list[str]) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-29", hours)

        noor.run("2024-01-01")
        noor.run("2024-04-01")

        assert noor.grants == grants
        assert noor.balance == "1000.00"

    def test_is_refilled_by_what_forty_hours_used(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-29", "40")

        noor.run("2024-04-01")

        assert noor.grants == ["1000.00", "400.00"]
        assert noor.labels == ["opening", "refill"]
        assert noor.states == ["MET"]
        assert noor.committed == 100_000
        assert noor.told(noor.acts[-2].explanation) == [
            "In het eerste kwartaal van 2024 heb je 40 uur vrijwilligerswerk gedaan.",
            "Voor een aanvulling zijn 36 uur of meer nodig. Dat is gelukt.",
            "40 uur × €\u00a010,00 = €\u00a0400,00",
            "Wat er nog op je budget staat: €\u00a01.000,00 - €\u00a0400,00 = €\u00a0600,00",
            "We vullen je budget aan tot €\u00a01.000,00: €\u00a01.000,00 - €\u00a0600,00 = €\u00a0400,00",
            "Je krijgt €\u00a0400,00.",
            "Dit geld is van jou. Je hoeft het nooit terug te betalen.",
        ]

    def test_is_run_on_the_first_day_of_the_next_and_not_before(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-29", "40")

        noor.run("2024-03-31")
        assert noor.states == []
        noor.run("2024-04-01")

        assert noor.states == ["MET"]

    def test_uses_no_more_than_the_balance(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-03-29", "140")

        noor.run("2024-04-01")

        assert noor.grants == ["1000.00", "1000.00"]
        assert noor.periods[1].used == 100_000

    def test_grants_nothing_while_the_balance_is_above_the_ceiling(self) -> None:
        noor = a_volunteer(start_amount="1500.00")
        noor.attest("2024-03-29", "40")

        noor.run("2024-04-01")

        assert noor.grants == ["1500.00"]
        assert noor.balance == "1100.00"
        assert noor.states == ["MET"]

    def test_adds_up_the_lines_of_two_organisations_and_rounds_once(self) -> None:
        noor = a_volunteer(hourly_value="13.27")
        noor.attest("2024-02-01", "18.01")
        noor.attest("2024-03-01", "18.01")

        noor.run("2024-04-01")

        assert noor.grants == [
            "1000.00",
            "477.99",
        ]  # 36.02 × 13.27 = 477.9854; twice 238.9927, rounded apart, is 477.98

    def test_counts_each_hour_at_the_value_of_its_own_day(self) -> None:
        noor = a_volunteer("2026-01-01", hourly_value=dated(("2026-01-01", "14.71"), ("2026-02-15", "15.00")))
        noor.attest("2026-02-14", "20")
        noor.attest("2026-02-15", "20")

        noor.run("2026-04-01")

        assert noor.grants == ["1000.00", "594.20"]

    def test_counts_no_hours_of_before_the_start(self) -> None:
        noor = a_volunteer(starts_on="2024-02-15")
        noor.attest("2024-02-14", "30")
        noor.attest("2024-03-14", "30")

        noor.run("2024-04-01")

        assert noor.grants == ["1000.00"]

    def test_begun_halfway_can_be_met(self) -> None:
        noor = a_volunteer(starts_on="2024-02-15")
        noor.attest("2024-03-14", "36")

        noor.run("2024-04-01")

        assert noor.grants == ["1000.00", "360.00"]
        assert noor.states == ["MET"]

    def test_begun_halfway_is_never_missed(self) -> None:
        noor = a_volunteer(starts_on="2024-01-02")

        noor.run("2024-04-01")

        assert noor.states == ["CLOSED"]
        assert noor.missed == 0

    def test_that_ends_while_suspended_is_paused(self) -> None:
        noor = a_volunteer()
        noor.attest("2024-02-01", "40")
        noor.run("2024-01-01")
        noor.decide("suspend", "2024-03-31")

        noor.run("2024-04-01")

        assert noor.states == ["PAUSED"]
        assert noor.grants == ["1000.00"]
        assert noor.balance == "1000.00"
        assert noor.missed == 0

    def test_that_begins_while_suspended_and_ends_active_is_not_missed(self) -> None:
        noor = a_volunteer()
        noor.run("2024-01-01")
        noor.decide("suspend", "2024-03-01")
        noor.decide("resume", "2024-04-02")

        noor.run("2024-07-01")

        assert noor.states == ["PAUSED", "CLOSED"]
        assert noor.missed == 0

    def test_suspended_in_its_middle_only_is_judged_as_a_whole(self) -> None:
        noor = a_volunteer()
        noor.run("2024-01-01")
        noor.decide("suspend", "2024-02-01")
        noor.decide("resume", "2024-03-01")

        noor.run("2024-04-01")

        assert noor.states == ["MISSED"]

    def test_adds_the_hours_of_short_quarters_to_the_use_when_the_terms_carry_them(self) -> None:
        noor = a_volunteer(low_quarter_hours="carried")
        noor.attest("2024-02-01", "20")
        noor.attest("2024-05-01", "36")

        noor.run("2024-07-01")

        assert noor.states == ["MISSED", "MET"]
        assert noor.grants == ["1000.00", "560.00"]

    def test_does_not_reach_the_threshold_with_carried_hours(self) -> None:
        noor = a_volunteer(low_quarter_hours="carried")
        noor.attest("2024-02-01", "20")
        noor.attest("2024-05-01", "35")

        noor.run("2024-07-01")

        assert noor.states == ["MISSED", "MISSED"]

    def test_takes_the_terms_of_its_own_days(self) -> None:
        noor = a_volunteer(
            hours_required=dated(("2024-01-01", "36"), ("2024-04-01", "50")),
            ceiling=dated(("2024-01-01", "1000.00"), ("2024-04-01", "900.00")),
        )
        noor.attest("2024-03-31", "36")

        noor.run("2024-04-01")

        assert noor.states == ["MET"]  # 36 hours still held on the last day
        assert noor.grants == ["1000.00", "260.00"]  # the ceiling of the day it is due: 900.00 - 640.00
        assert noor.committed == 90_000  # and no more than that ceiling stays promised

    def test_keeps_no_more_promised_than_the_ceiling_of_the_day(self) -> None:
        noor = a_volunteer(ceiling=dated(("2024-01-01", "1000.00"), ("2024-04-01", "900.00")))

        noor.run("2024-04-01")

        assert noor.states == ["MISSED"]
        assert noor.committed == 90_000


class TestMissingTerms:
    def test_are_named_with_their_day(self) -> None:
        noor = Casebook("burgerbudget", starts_on="2023-10-01")
        noor.attest("2023-11-01", "40")

        with pytest.raises(TermMissing) as refused:
            noor.run("2024-01-01")

        assert dict(refused.value.facts) == {"scheme": "burgerbudget", "key": "hourly_value", "on": date(2023, 11, 1)}
