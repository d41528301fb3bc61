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
    amount_in,
    budgets_in,
    caps_in,
    choice,
    count,
    dates,
    day_of_year,
    default_rows,
    hours,
    money,
    money_by,
    override,
    share,
    share_by,
    shares,
    text,
    words,
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


OTHERS = (
    share("part", "a law", "0.30"),
    share_by("limit", "a law", '{"basis": "1.10"}'),
    money_by("amounts", "no number"),
    choice("unit", "a law", "EUR", "POINT"),
    amount_in("unit", "stays", "a law", optional=True),
    budgets_in("unit", "budgets", "no number"),
    caps_in("unit", "caps", "optional"),
    day_of_year("ends", "a law", "12-31", optional=True),
    dates("window", "optional"),
    words("checks", "a law", "one", "two"),
    shares("shares", "optional"),
    text("seed", "optional", optional=True),
)


def others(**given: Any) -> Terms:
    return Terms("mini", OTHERS, override("mini", OTHERS, given))


class TestTablesAndLists:
    @pytest.mark.parametrize(
        ("key", "given", "read"),
        [
            ("part", "1.20", Decimal("1.20")),
            ("limit", {"basis": "1.10", "extra": "1.30"}, {"basis": Decimal("1.10"), "extra": Decimal("1.30")}),
            ("limit", "1.30", Decimal("1.30")),
            ("amounts", {"adult": "200.00", "child": "300.00"}, {"adult": 20_000, "child": 30_000}),
            ("amounts", "200.00", 20_000),
            ("stays", "25.00", 2_500),
            ("ends", "02-29", (2, 29)),
            ("window", ["2026-09-30", "2026-12-30"], (date(2026, 9, 30), date(2026, 12, 30))),
            ("window", [date(2026, 9, 30), date(2026, 9, 30)], (date(2026, 9, 30), date(2026, 9, 30))),
            ("checks", [], ()),
            ("checks", ["two"], ("two",)),
            (
                "shares",
                {"gemeente": "0.5", "corporatie": "0.5"},
                {"gemeente": Decimal("0.5"), "corporatie": Decimal("0.5")},
            ),
            ("seed", "lot 7", "lot 7"),
            (
                "budgets",
                {"vrij": {"amount": {"adult": "1.00"}, "activities": ["sport"]}, "sport": {"amount": "2.00"}},
                {"vrij": {"amount": {"adult": 100}, "activities": ("sport",)}, "sport": {"amount": 200}},
            ),
        ],
    )
    def test_are_read_as_what_they_are(self, key: str, given: Any, read: Any) -> None:
        assert others(**{key: given}).value(key, DAY) == read

    def test_are_in_the_unit_that_the_terms_say(self) -> None:
        assert others(unit="POINT", stays="40", budgets={"vrij": {"amount": "80"}}).value("stays", DAY) == 40
        with pytest.raises(TermUnreadable, match="whole number of points"):
            others(unit="POINT", stays="40.00")

    def test_keep_the_order_of_the_file(self) -> None:
        assert list(others(amounts={"school": "1.00", "fiets": "2.00"}).value("amounts", DAY)) == ["school", "fiets"]

    def test_may_be_dated(self) -> None:
        read = others(checks=[{"from": date(2024, 1, 1), "value": ["one"]}, {"from": date(2025, 1, 1), "value": []}])

        assert read.value("checks", date(2024, 12, 31)) == ("one",)
        assert read.value("checks", date(2025, 1, 1)) == ()

    def test_that_are_optional_say_nothing_where_there_is_no_row(self) -> None:
        assert [others().value(key, DAY) for key in ("window", "shares", "stays", "seed")] == [None] * 4

    def test_that_have_no_number_in_the_sources_are_missing(self) -> None:
        with pytest.raises(TermMissing) as refused:
            others().value("amounts", DAY)

        assert refused.value.facts["key"] == "amounts"

    def test_name_the_category_that_a_table_does_not_know(self) -> None:
        read = others(amounts={"adult": "200.00"})

        assert read.value("amounts", DAY, "adult") == 20_000
        with pytest.raises(TermMissing) as refused:
            read.value("amounts", DAY, "child")
        assert dict(refused.value.facts) == {"scheme": "mini", "key": "amounts.child", "on": DAY, "known": "adult"}

    @pytest.mark.parametrize(
        ("key", "given"),
        [
            *(("part", given) for given in ("30%", "-0.30", "0,30", "0.1234567", 0.3, {"a": "0.30"})),
            *(("limit", given) for given in ({}, {"basis": "x"}, {"a b": "1.00"}, ["1.00"])),
            *(
                ("amounts", given)
                for given in ({"adult": 200.0}, {"adult": {"deep": "1.00"}}, '{"adult"', {"adult": True})
            ),
            *(("ends", given) for given in ("31-12", "02-30", "12-31-2025", 1231)),
            *(
                ("window", given)
                for given in (["2026-09-30"], ["2026-12-30", "2026-09-30"], "2026-09-30", ["a", "b"], [1, 2])
            ),
            *(("checks", given) for given in (["three"], "one", {"one": "two"})),
            *(("shares", given) for given in ({"gemeente": "0.5"}, {"a": "0.6", "b": "0.6"}, {}, "1")),
            *(
                ("budgets", given)
                for given in ({}, {"vrij": "1.00"}, {"vrij": {}}, {"vrij": {"amount": "1.00", "colour": "x"}})
            ),
            ("budgets", {"vrij": {"amount": "1.00", "activity_caps": "0.50"}}),
            *(("caps", given) for given in ("15.00", {}, ["15.00"], {"sport": "15,00"}, {"sport": {"deep": "1.00"}})),
            *(("seed", given) for given in ("", "x" * 201)),
        ],
    )
    def test_refuse_what_is_not_of_their_kind(self, key: str, given: Any) -> None:
        with pytest.raises(TermUnreadable) as refused:
            others(**{key: given})

        assert refused.value.facts["key"] == key


class TestNoting:
    def test_cites_each_row_once_in_the_order_in_which_it_was_asked(self) -> None:
        noting = terms().noting()

        for key in ("times", "amount", "times"):
            noting.value(key, DAY)

        assert [row["key"] for row in noting.cited()] == ["times", "amount"]
        assert terms().cited() == []

    def test_does_not_hear_what_others_ask(self) -> None:
        read = terms()
        noting = read.noting()

        read.value("times", DAY)

        assert noting.cited() == []
