"""A monthly gift as the rules see it: due on the first day of each month, twelve times."""

from itertools import pairwise

import pytest

from tests.budgets.entitlements.casebook import Casebook, dated


def a_young_person(starts_on: str = "2024-01-31", fund: str = "1000000.00", **terms: object) -> Casebook:
    return Casebook("bouwdepot", starts_on=starts_on, terms=terms, fund=fund)


def due_dates(person: Casebook) -> list[str]:
    return [period.due_on.isoformat() for period in person.periods.values() if period.granted]


class TestAGift:
    @pytest.mark.parametrize(("cohort", "promised"), [("1", 1_260_000), ("2", 1_380_000)])
    def test_promises_all_months_at_the_award(self, cohort: str, promised: int) -> None:
        sam = Casebook("bouwdepot", starts_on="2024-01-31", cohort=cohort)

        assert sam.committed == promised

    def test_that_starts_on_the_thirty_first_is_due_then_and_on_each_first_day_after(self) -> None:
        sam = a_young_person("2024-01-31")

        sam.run("2024-03-01")

        assert due_dates(sam) == ["2024-01-31", "2024-02-01", "2024-03-01"]
        assert sam.grants == ["1050.00"] * 3
        assert sam.labels == ["gift"] * 3
        assert str(sam.next_due_on) == "2024-04-01"

    def test_goes_on_over_the_end_of_the_year(self) -> None:
        sam = a_young_person("2024-11-15")

        sam.run("2025-01-01")

        assert due_dates(sam) == ["2024-11-15", "2024-12-01", "2025-01-01"]

    def test_ends_after_the_last_month(self) -> None:
        sam = a_young_person("2024-01-31")

        sam.run("2025-06-01")

        assert due_dates(sam)[-1] == "2024-12-01"
        assert sam.grants == ["1050.00"] * 12
        assert sam.history == [("end", "2024-12-01", "complete")]
        assert sam.committed == 0
        assert sam.next_due_on is None

    def test_takes_the_amount_of_the_day_it_is_due(self) -> None:
        sam = a_young_person("2024-01-01", monthly_amount=dated(("2024-01-01", "1050.00"), ("2024-03-01", "1150.00")))

        assert sam.committed == 2 * 105_000 + 10 * 115_000
        sam.run("2024-03-01")

        assert sam.grants == ["1050.00", "1050.00", "1150.00"]

    def test_tells_which_month_it_is(self) -> None:
        sam = a_young_person("2024-01-01")

        plan = sam.run("2024-03-01")

        assert sam.told(plan.acts[-1].explanation) == [
            "Je krijgt €\u00a01.050,00. Dit is maand 3 van 12.",
            "Dit geld is van jou. Je hoeft het nooit terug te betalen.",
        ]


class TestAPause:
    def test_moves_the_paused_months_to_the_end(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-01-01")
        sam.decide("suspend", "2024-01-15")
        sam.run("2024-03-01")
        assert sam.grants == ["1050.00"]
        sam.decide("resume", "2024-03-10")

        sam.run("2026-01-01")

        assert due_dates(sam)[1:3] == ["2024-04-01", "2024-05-01"]
        assert due_dates(sam)[-1] == "2025-02-01"
        assert sam.grants == ["1050.00"] * 12
        assert sam.state == "ENDED"

    def test_skips_the_paused_months_when_the_terms_say_so(self) -> None:
        sam = a_young_person("2024-01-01", suspension="skips")
        sam.run("2024-01-01")
        sam.decide("suspend", "2024-01-15")
        sam.run("2024-03-01")
        assert sam.committed == 9 * 105_000
        sam.decide("resume", "2024-03-10")
        assert sam.committed == 9 * 105_000

        sam.run("2026-01-01")

        assert due_dates(sam)[-1] == "2024-12-01"
        assert sam.grants == ["1050.00"] * 10
        assert sam.committed == 0

    def test_that_lasts_through_the_last_skipped_month_ends_it(self) -> None:
        sam = a_young_person("2024-01-01", months=3, suspension="skips")
        sam.run("2024-02-01")
        sam.decide("suspend", "2024-02-10")

        sam.run("2024-03-01")

        assert sam.history[-1] == ("end", "2024-03-01", "complete")
        assert sam.committed == 0

    def test_that_begins_on_the_due_day_pauses_that_month(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-01-31")
        sam.decide("suspend", "2024-02-01")

        sam.run("2024-02-01")

        assert sam.states == ["CLOSED", "PAUSED"]

    def test_that_ends_on_the_due_day_does_not(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-01-31")
        sam.decide("suspend", "2024-01-31")
        sam.decide("resume", "2024-02-01")

        sam.run("2024-02-01")

        assert sam.grants == ["1050.00"] * 2

    def test_costs_nothing_and_says_that_the_month_comes_later(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.decide("suspend", "2024-01-01")

        plan = sam.run("2024-01-01")

        assert plan.acts == []
        assert sam.told(plan.told[0][1])[0] == (
            "In januari 2024 staan de betalingen stil. Deze maand krijg je later alsnog."
        )


class TestAnEnd:
    def test_releases_what_is_still_promised(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-03-01")

        sam.decide("end", "2024-03-15")
        sam.run("2024-06-01")

        assert sam.grants == ["1050.00"] * 3
        assert sam.committed == 0
        assert sam.next_due_on is None

    def test_on_the_due_day_comes_before_the_gift(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-02-01")

        sam.decide("end", "2024-03-01")
        sam.run("2024-03-01")

        assert sam.grants == ["1050.00"] * 2

    def test_gives_first_what_was_due_before_it(self) -> None:
        sam = a_young_person("2024-01-01")

        sam.decide("end", "2024-03-15")

        assert sam.grants == ["1050.00"] * 3

    def test_may_be_a_stop_and_a_restart_gives_the_months_that_are_left(self) -> None:
        sam = a_young_person("2024-01-01")
        sam.run("2024-03-01")
        sam.decide("stop", "2024-03-15")
        assert sam.committed == 0
        sam.decide("restart", "2024-03-20")
        assert sam.committed == 9 * 105_000

        sam.run("2026-01-01")

        assert sam.grants == ["1050.00"] * 12
        assert due_dates(sam)[3] == "2024-04-01"  # March was given before the stop, and is not given again
        assert all(earlier < later for earlier, later in pairwise(due_dates(sam)))


class TestAFundThatIsTooSmall:
    def test_leaves_a_raised_month_due_and_gives_it_once_it_can(self) -> None:
        raised = dated(("2024-01-01", "1050.00"), ("2024-03-01", "1150.00"))
        sam = a_young_person("2024-01-01", fund="12600.00")
        sam.terms = a_young_person("2024-01-01", monthly_amount=raised).terms
        sam.run("2024-02-01")
        sam.committed = sam.promised = 110_000  # of what was promised, only so much is left for March
        sam.spent = 0
        sam.acts.clear()

        sam.run("2024-03-01")
        assert sam.grants == []
        assert sam.history == [("suspend", "2024-03-02", "fund-exhausted")]
        assert str(sam.next_due_on) == "2024-03-01"
        sam.free += 5_000
        sam.run("2024-03-15")

        assert sam.grants == ["1150.00"]
        assert sam.states == ["CLOSED"] * 3
