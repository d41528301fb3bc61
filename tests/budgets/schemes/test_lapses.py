"""What is left on a pass: when it lapses, what stays, and that it is the same when it is asked again."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.schemes.catalogue import get_scheme
from budgets.schemes.explanation import tell
from budgets.schemes.lapses import Lapsing, Remainder, lapsing_of, tell_lapse, tell_notice
from budgets.schemes.replaying import find_differences
from budgets.schemes.rules import Budget
from budgets.schemes.terms import Terms, override
from ledger.amount import Unit

SCHEME = get_scheme("meedoen")
GIVEN = {"unit": "POINT", "point_value": "0.50", "amount": {"adult": "100"}, "lapses_on": "12-31", "grace_days": 10}
NEW_YEAR, LAST = date(2026, 1, 1), date(2027, 1, 11)
A_YEAR_LATER = date(2028, 1, 11)
LEFT = Remainder(NEW_YEAR, 60, Unit.POINT, lapsing=Lapsing(LAST))
KEEPING = Lapsing(LAST, 40, A_YEAR_LATER)
TOLD = {1: date(2026, 11, 30), 2: date(2026, 12, 21)}


def terms(**more: Any) -> Terms:
    return Terms(SCHEME.code, SCHEME.terms, override(SCHEME.code, SCHEME.terms, GIVEN | more))


def rule() -> Budget:
    assert isinstance(SCHEME.each_period, Budget)
    return SCHEME.each_period


class TestLapses:
    def test_all_of_it_after_the_days_of_grace(self) -> None:
        assert lapsing_of(rule(), terms(), NEW_YEAR) == Lapsing(LAST)
        assert LEFT.lapses == (LAST, 0)

    def test_what_may_stay_stays_for_one_year(self) -> None:
        keeping = replace(LEFT, lapsing=KEEPING)

        assert lapsing_of(rule(), terms(carry_over="40"), NEW_YEAR) == KEEPING
        assert (keeping.lapses, replace(keeping, left=40).lapses) == ((LAST, 40), (A_YEAR_LATER, 0))
        assert replace(keeping, left=30, lapsing=KEEPING.after_lapse).lapses == (A_YEAR_LATER, 0)

    def test_never_what_has_no_day(self) -> None:
        lessons = get_scheme("zwemles")
        said = Terms("zwemles", lessons.terms, override("zwemles", lessons.terms, {"lesson_price": "8.00"}))
        assert isinstance(lessons.each_period, Budget)

        assert lapsing_of(lessons.each_period, said, NEW_YEAR) == Lapsing()
        assert Lapsing().of(60) is None


class TestTelling:
    def test_says_what_lapses_and_what_stays(self) -> None:
        keeping = replace(LEFT, lapsing=KEEPING)
        amount, told = tell_lapse(rule(), terms(carry_over="40"), keeping, on=LAST, told_on=TOLD)

        said = " ".join(tell(told.as_data())).replace("\u00a0", " ")
        assert amount == 20
        assert "Op 11 januari 2027 is 20 punten van je pas vervallen" in said
        assert "Op 30 november 2026 en op 21 december 2026 kreeg je daarover bericht." in said
        assert "Daarnaast blijft 40 punten nog een jaar op je pas staan." in said

    def test_announces_the_same(self) -> None:
        told = tell_notice(rule(), terms(), LEFT, number=1, due_on=LAST)

        said = tell(told.as_data())[0].replace("\u00a0", " ")
        assert said == "Op je pas staat nog 60 punten. Je kunt het besteden tot 11 januari 2027."
        assert [each["key"] for each in told.terms] == ["lapses_on", "grace_days"]


class TestAskedAgain:
    @given(
        st.integers(1, 300),
        st.one_of(st.none(), st.integers(0, 300)),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.booleans(),
    )
    def test_gives_the_same(self, left: int, kept: int | None, filled_on: date, lapsed_before: bool) -> None:  # noqa: FBT001
        held = terms() if kept is None else terms(carry_over=str(kept))
        lapsing = lapsing_of(rule(), held, filled_on)
        remainder = Remainder(filled_on, left, Unit.POINT, lapsing=lapsing.after_lapse if lapsed_before else lapsing)
        lapses = remainder.lapses
        assert lapses is not None
        on, told_on = lapses[0], {1: lapses[0] - timedelta(days=42), 2: lapses[0] - timedelta(days=21)}

        amount, told = tell_lapse(rule(), held, remainder, on=on, told_on=told_on)

        explained = json.loads(json.dumps(told.as_data()))
        assert find_differences(SCHEME, explained, amount=amount) == []

    @pytest.mark.parametrize(
        ("place", "value"),
        [(("remainder", "left"), 61), (("told_on",), ["2026-12-01", "2026-12-21"]), (("on",), "2027-01-10")],
    )
    def test_finds_what_was_changed(self, place: tuple[str, ...], value: Any) -> None:
        amount, told = tell_lapse(rule(), terms(), LEFT, on=LAST, told_on=TOLD)
        kept = json.loads(json.dumps(told.as_data()))
        at = kept["case"]
        for each in place[:-1]:
            at = at[each]
        at[place[-1]] = value

        assert find_differences(SCHEME, kept, amount=amount) != []
