import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from budgets.schemes.facts import KNOWN, Facts, FactsMissing, FactsRefused, age_on, read_facts

GIVEN: dict[str, Any] = {
    "income": "1250.00",
    "incomes": {"2024": "15000.00", "2023": "14000.50"},
    "norm": "1345.45",
    "household_type": "single_parent",
    "persons": 3,
    "aow_age": False,
    "adapted_home": True,
    "rent": "700",
    "rent_allowance_months": 12,
    "lives_here_on": date(2020, 1, 1),
    "earnings": "0.01",
    "package": "basis",
    "born": "2006-02-28",
    "children": [date(2015, 3, 1), "2012-01-31"],
    "reason": "A broken boiler",
    "amount": "250.00",
    "benefit": True,
    "assets": "0",
    "other_gifts": "100.00",
}


class TestReadFacts:
    def test_reads_every_known_fact(self) -> None:
        facts = read_facts(GIVEN)

        assert GIVEN.keys() == KNOWN.keys()
        assert facts.get("income") == 125_000
        assert dict(facts.get("incomes")) == {"2023": 1_400_050, "2024": 1_500_000}
        assert facts.get("born") == date(2006, 2, 28)
        assert facts.get("children") == (date(2012, 1, 31), date(2015, 3, 1))
        assert facts.get("benefit") is True

    def test_comes_out_the_same_after_a_trip_through_json(self) -> None:
        facts = read_facts(GIVEN)

        assert Facts.from_data(json.loads(json.dumps(facts.as_data()))) == facts

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *(
                ("income", value)
                for value in ("-1.00", "much", "1.234", "1250,00", "NaN", "1e3", "", 1250, 12.5, True, None)
            ),
            *(("rent", value) for value in ("-0.01", "10000000.01", "700 euro")),
            *(("incomes", value) for value in ("15000.00", {}, {"24": "1.00"}, {"2024": "-1.00"}, [])),
            *(("household_type", value) for value in ("family", "", None, 1)),
            *(("persons", value) for value in (0, 31, -1, 1.5, "two", True)),
            *(("rent_allowance_months", value) for value in (13, -1)),
            *(("aow_age", value) for value in ("yes", 1, None)),
            *(
                ("born", value)
                for value in ("yesterday", "2024-02-30", datetime(2006, 1, 1, tzinfo=UTC), date(1800, 1, 1), 2006)
            ),
            *(("children", value) for value in (-1, "some", ["2024-02-30"], [1])),
            *(("reason", value) for value in ("", "   ", 5, "x" * 501)),
            ("iban", "anything"),
        ],
    )
    def test_refuses_what_cannot_be(self, name: str, value: Any) -> None:
        with pytest.raises(FactsRefused) as refused:
            read_facts({"norm": "1000.00", name: value})

        assert refused.value.code == "facts-invalid"
        assert [(each.field, each.value) for each in refused.value.problems] == [(name, value)]
        assert refused.value.problems[0].why

    def test_says_all_that_is_wrong_at_once(self) -> None:
        with pytest.raises(FactsRefused) as refused:
            read_facts({"rent": "-1", "income": "much", "persons": 2})

        assert [each.field for each in refused.value.problems] == ["rent", "income"]
        assert "rent must be an amount" in str(refused.value)

    def test_keeps_the_values_out_of_what_is_recorded(self) -> None:
        with pytest.raises(FactsRefused) as refused:
            read_facts({"income": "-1234567"})

        assert "1234567" not in str(refused.value.as_data())

    def test_refuses_a_birth_after_the_day_of_asking(self) -> None:
        on = date(2025, 6, 1)

        assert read_facts({"born": on, "lives_here_on": "2025-07-01"}, on=on)
        with pytest.raises(FactsRefused, match="not after 2025-06-01"):
            read_facts({"children": ["2025-06-02"]}, on=on)


class TestFacts:
    def test_name_what_is_missing(self) -> None:
        with pytest.raises(FactsMissing) as refused:
            read_facts({"income": "1.00"}).need("rent")

        assert (refused.value.code, refused.value.facts["field"]) == ("facts-missing", "rent")

    def test_that_are_none_or_no_are_known(self) -> None:
        facts = read_facts({"income": "0.00", "aow_age": False, "children": 0})

        assert facts.need("income") == 0
        assert facts.need("aow_age") is False
        assert facts.need("children") == 0


class TestAgeOn:
    @pytest.mark.parametrize(
        ("born", "on", "age"),
        [
            (date(2006, 3, 10), date(2024, 3, 9), 17),
            (date(2006, 3, 10), date(2024, 3, 10), 18),
            (date(2004, 2, 29), date(2022, 2, 28), 17),
            (date(2004, 2, 29), date(2022, 3, 1), 18),
        ],
    )
    def test_counts_whole_years(self, born: date, on: date, age: int) -> None:
        assert age_on(born, on) == age
