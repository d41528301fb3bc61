"""Each kind of rule by a table: a case goes in, an assessment comes out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from budgets.schemes.periods import MONTHLY, QUARTERLY
from budgets.schemes.rules import AfterMissedPeriods, AttestedHours, Fixed, Gift, HoursOn, Outcome, PeriodCase, TopUpTo
from budgets.schemes.terms import Terms, choice, count, hours, money, override

KEYS = (
    money("start", "a decision", "1000.00"),
    money("ceiling", "a decision", "1000.00"),
    hours("needed", "a decision", "36"),
    money("value", "a decision", "10.00"),
    choice("low", "a decision", "ignored", "carried"),
    count("misses", "a decision", "4"),
    money("monthly", "a decision", "1050.00"),
    count("months", "a decision", "12"),
    choice("pause", "a decision", "extends", "skips"),
)
TOP_UP = TopUpTo("ceiling", when=AttestedHours("needed", valued_at="value", below="low"))
GIFT = Gift("monthly", times="months", suspension="pause")
MARCH = date(2024, 3, 29)


def terms(**given: Any) -> Terms:
    return Terms("mini", KEYS, override("mini", KEYS, given))


def a_case(**given: Any) -> PeriodCase:
    quarter = QUARTERLY.containing(MARCH)
    case: dict[str, Any] = {
        "period": quarter,
        "due_on": quarter.ends_on,
        "whole": True,
        "paused": False,
        "balance": 100_000,
        "hours": (),
        "carried": (),
        "made": 0,
        "paused_before": 0,
    }
    return PeriodCase(**{**case, **given})


def worked(*lines: str, day: date = MARCH) -> list[HoursOn]:
    return [HoursOn(day, Decimal(line)) for line in lines]


class TestFixed:
    def test_grants_the_amount_of_the_day(self) -> None:
        amount, explanation = Fixed("start").grant(terms(), on=MARCH)

        assert amount == 100_000
        assert explanation.code == "opening"
        assert [row["key"] for row in explanation.terms] == ["start"]


class TestTopUpTo:
    @pytest.mark.parametrize(
        ("case", "given", "outcome", "used", "granted"),
        [
            ({"hours": worked("40")}, {}, Outcome.MET, 40_000, 40_000),
            ({"hours": worked("36")}, {}, Outcome.MET, 36_000, 36_000),
            ({"hours": worked("35.99")}, {}, Outcome.MISSED, 0, 0),
            ({"hours": worked("20", "15.99")}, {}, Outcome.MISSED, 0, 0),
            ({"hours": worked("20", "16")}, {}, Outcome.MET, 36_000, 36_000),
            ({"hours": ()}, {}, Outcome.MISSED, 0, 0),
            ({"hours": worked("35.99"), "whole": False}, {}, Outcome.CLOSED, 0, 0),
            ({"hours": worked("36"), "whole": False}, {}, Outcome.MET, 36_000, 36_000),
            ({"hours": worked("40"), "paused": True}, {}, Outcome.PAUSED, 0, 0),
            ({"hours": worked("100")}, {}, Outcome.MET, 100_000, 100_000),
            ({"hours": worked("100.01")}, {}, Outcome.MET, 100_000, 100_000),
            ({"hours": worked("40"), "balance": 30_000}, {}, Outcome.MET, 30_000, 100_000),
            ({"hours": worked("40"), "balance": 0}, {}, Outcome.MET, 0, 100_000),
            ({"hours": worked("40"), "balance": 150_000}, {}, Outcome.MET, 40_000, 0),
            ({"hours": worked("36.5")}, {"value": "10.01"}, Outcome.MET, 36_537, 36_537),  # 36536.5: half up
            ({"hours": worked("18.25", "18.25")}, {"value": "10.01"}, Outcome.MET, 36_537, 36_537),  # rounded once
            ({"hours": worked("0"), "balance": 100_000}, {"needed": 0}, Outcome.MET, 0, 0),
            ({"hours": worked("36"), "carried": worked("20")}, {}, Outcome.MET, 36_000, 36_000),
            ({"hours": worked("36"), "carried": worked("20")}, {"low": "carried"}, Outcome.MET, 56_000, 56_000),
            ({"hours": worked("35"), "carried": worked("20")}, {"low": "carried"}, Outcome.MISSED, 0, 0),
        ],
    )
    def test_judges_a_quarter(
        self, case: dict[str, Any], given: dict[str, Any], outcome: Outcome, used: int, granted: int
    ) -> None:
        assessed = TOP_UP.assess(a_case(**case), terms(**given))

        assert (assessed.outcome, assessed.used, assessed.granted) == (outcome, used, granted)
        assert not assessed.last

    def test_takes_each_term_of_its_own_day(self) -> None:
        def changing(before: Any, after: Any, on: date) -> list[dict[str, Any]]:
            return [{"from": date(2024, 1, 1), "value": before}, {"from": on, "value": after}]

        given = terms(
            needed=changing("36", "50", date(2024, 4, 1)),
            ceiling=changing("1000.00", "1100.00", date(2024, 4, 1)),
            value=changing("10.00", "20.00", date(2024, 3, 30)),
        )
        lines = [*worked("20"), *worked("20", day=date(2024, 3, 30))]

        assessed = TOP_UP.assess(a_case(hours=lines), given)

        assert (assessed.outcome, assessed.used, assessed.granted) == (Outcome.MET, 60_000, 70_000)
        assert [(row["key"], row["value"]) for row in assessed.explanation.terms] == [
            ("needed", "36"),
            ("value", "10.00"),
            ("value", "20.00"),
            ("ceiling", "1100.00"),
        ]

    def test_needs_a_ceiling_for_the_next_quarter(self) -> None:
        assert TOP_UP.commitment(terms(ceiling="900.00"), on=MARCH) == 90_000


class TestGift:
    @pytest.mark.parametrize(
        ("case", "given", "outcome", "granted", "released", "last"),
        [
            ({}, {}, Outcome.CLOSED, 105_000, 0, False),
            ({"made": 10}, {}, Outcome.CLOSED, 105_000, 0, False),
            ({"made": 11}, {}, Outcome.CLOSED, 105_000, 0, True),
            ({"made": 11, "paused_before": 5}, {}, Outcome.CLOSED, 105_000, 0, True),
            ({"paused": True}, {}, Outcome.PAUSED, 0, 0, False),
            ({"paused": True, "made": 11}, {}, Outcome.PAUSED, 0, 0, False),
            ({"paused": True}, {"pause": "skips"}, Outcome.PAUSED, 0, 105_000, False),
            ({"paused": True, "made": 9, "paused_before": 2}, {"pause": "skips"}, Outcome.PAUSED, 0, 105_000, True),
            ({"made": 9, "paused_before": 2}, {"pause": "skips"}, Outcome.CLOSED, 105_000, 0, True),
            ({"made": 0}, {"months": 1}, Outcome.CLOSED, 105_000, 0, True),
        ],
    )
    def test_gives_a_month(
        self, case: dict[str, Any], given: dict[str, Any], outcome: Outcome, granted: int, released: int, *, last: bool
    ) -> None:
        month = MONTHLY.containing(MARCH)
        assessed = GIFT.assess(a_case(period=month, due_on=month.starts_on, balance=0, **case), terms(**given))

        assert (assessed.outcome, assessed.granted, assessed.released) == (outcome, granted, released)
        assert assessed.last is last
        assert assessed.used == 0

    @pytest.mark.parametrize(
        ("made", "paused", "pause", "months"),
        [(0, 0, "extends", 12), (3, 2, "extends", 9), (3, 2, "skips", 7), (12, 0, "extends", 0)],
    )
    def test_needs_the_months_that_are_still_to_come(self, made: int, paused: int, pause: str, months: int) -> None:
        assert GIFT.commitment(terms(pause=pause), on=MARCH, made=made, paused=paused) == months * 105_000

    def test_needs_each_month_at_the_amount_of_its_own_day(self) -> None:
        raised = [{"from": date(2024, 1, 1), "value": "10.00"}, {"from": date(2024, 3, 1), "value": "20.00"}]

        assert GIFT.commitment(terms(monthly=raised, months=3), on=date(2024, 1, 31)) == 1000 + 1000 + 2000


class TestAfterMissedPeriods:
    def test_says_how_many_are_too_many(self) -> None:
        assert AfterMissedPeriods("misses").limit(terms(misses=3), on=MARCH) == 3
