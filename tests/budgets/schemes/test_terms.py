from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from budgets.schemes.catalogue import get_scheme
from budgets.schemes.terms import (
    TermMissing,
    TermRow,
    Terms,
    TermUnknown,
    TermUnreadable,
    choice,
    count,
    default_rows,
    hours,
    money,
    override,
)

KEYS = (
    money("amount", "a decision", "2024-01-01 10.00, 2024-07-01 11.00", "2025-01-01 2 12.50"),
    count("times", "a law", "12"),
    hours("needed", "a law", "36.5"),
    choice("way", "a reading", "this", "that"),
)
DAY = date(2024, 3, 1)


def terms(cohort: str = "1", rows: list[TermRow] | None = None) -> Terms:
    return Terms("mini", KEYS, default_rows(KEYS) if rows is None else rows, cohort)


class TestTerms:
    def test_are_read_as_what_they_are(self) -> None:
        read = terms()

        assert read.value("amount", DAY) == 1000
        assert read.value("times", DAY) == 12
        assert read.value("needed", DAY) == Decimal("36.5")
        assert read.value("way", DAY) == "this"

    @pytest.mark.parametrize(
        ("day", "cents"),
        [("2024-01-01", 1000), ("2024-06-30", 1000), ("2024-07-01", 1100), ("2030-01-01", 1100)],
    )
    def test_move_with_their_dates(self, day: str, cents: int) -> None:
        assert terms().value("amount", date.fromisoformat(day)) == cents

    def test_of_a_cohort_go_before_those_of_every_cohort(self) -> None:
        read = terms("2")

        assert read.value("amount", date(2024, 12, 31)) == 1100
        assert read.value("amount", date(2025, 1, 1)) == 1250

    def test_end_the_day_before_their_bound(self) -> None:
        read = terms(rows=[TermRow("amount", "*", date(2024, 1, 1), date(2024, 2, 1), "10.00", "a decision")])

        assert read.value("amount", date(2024, 1, 31)) == 1000
        with pytest.raises(TermMissing):
            read.value("amount", date(2024, 2, 1))

    def test_that_are_missing_are_named(self) -> None:
        with pytest.raises(TermMissing) as refused:
            terms().value("amount", date(2023, 12, 31))

        assert refused.value.code == "term-missing"
        assert dict(refused.value.facts) == {"scheme": "mini", "key": "amount", "on": date(2023, 12, 31)}

    def test_cite_their_row_with_its_source(self) -> None:
        assert terms().cite("amount", date(2024, 8, 1)) == {
            "key": "amount",
            "value": "11.00",
            "valid_from": "2024-07-01",
            "source": "a decision",
        }


class TestOverride:
    def test_replaces_all_rows_of_a_key_and_leaves_the_others(self) -> None:
        read = terms("2", override("mini", KEYS, {"amount": "99.00"}))

        assert read.value("amount", date(2030, 1, 1)) == 9900
        assert read.value("times", DAY) == 12

    def test_takes_dated_values(self) -> None:
        given = [{"from": date(2026, 1, 1), "value": "14.71"}, {"from": date(2026, 2, 15), "value": "15.00"}]
        read = terms(rows=override("mini", KEYS, {"amount": given}))

        assert read.value("amount", date(2026, 2, 14)) == 1471
        assert read.value("amount", date(2026, 2, 15)) == 1500
        with pytest.raises(TermMissing):
            read.value("amount", date(2025, 12, 31))

    @pytest.mark.parametrize(
        ("key", "value"), [("times", 3), ("times", "3"), ("needed", 40), ("needed", "40.25"), ("way", "that")]
    )
    def test_takes_numbers_and_text(self, key: str, value: Any) -> None:
        read = terms(rows=override("mini", KEYS, {key: value}))

        assert str(read.value(key, DAY)) == str(value)

    @pytest.mark.parametrize("key", ["amont", "AMOUNT", ""])
    def test_refuses_a_key_that_the_scheme_does_not_have(self, key: str) -> None:
        with pytest.raises(TermUnknown, match="amount, times, needed, way") as refused:
            override("mini", KEYS, {key: "1"})

        assert refused.value.facts["key"] == key

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            *(("amount", value) for value in ("1e3", "-1", "10,00", "NaN", 10.5, True, None, [], {}, ["10.00"])),
            *(("times", value) for value in ("12.0", "-1", 1.0, True)),
            *(("needed", value) for value in ("36,5", "36.555", 36.5)),
            *(("way", value) for value in ("other", "")),
            ("amount", [{"value": "10.00"}]),
            ("amount", [{"from": "2024-01-01", "value": "10.00"}]),
            ("amount", [{"from": datetime(2024, 1, 1, tzinfo=UTC), "value": "10.00"}]),
            ("amount", [{"from": DAY, "value": "10.00", "until": DAY}]),
            ("amount", [{"from": DAY, "value": "x"}]),
            ("amount", [{"from": DAY, "value": 1.5}]),
            ("amount", [{"from": DAY, "value": "1"}, {"from": DAY, "value": "2"}]),
        ],
    )
    def test_refuses_what_is_not_of_the_kind_of_the_key(self, key: str, value: Any) -> None:
        with pytest.raises(TermUnreadable) as refused:
            override("mini", KEYS, {key: value})

        assert refused.value.facts["key"] == key


class TestDefaults:
    def test_name_a_source_for_every_term(self) -> None:
        for code in ("burgerbudget", "bouwdepot"):
            rows = default_rows(get_scheme(code).terms)

            assert all(row.source and len(row.source) <= 300 for row in rows)
