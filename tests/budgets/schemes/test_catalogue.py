import json
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from budgets.schemes import catalogue
from budgets.schemes.catalogue import SchemeUnknown, get_scheme, list_schemes
from budgets.schemes.rules import COMMON, OrganisationKind, Scheme
from budgets.schemes.terms import Terms, default_rows

SCHEMES = list_schemes()
FILES = [path for path in Path(catalogue.__file__).parent.glob("*.py") if path.name != "__init__.py"]
WAGES = Path(__file__).parents[4] / "shared" / "fixtures" / "social" / "parameters.json"
# What a table differs by and which facts are asked: not names of terms.
NO_TERMS = {"by", "fact", "names"}


def terms(code: str, cohort: str = "1") -> Terms:
    scheme = get_scheme(code)
    return Terms(code, scheme.terms, default_rows(scheme.terms), cohort)


class TestTheCatalogue:
    def test_has_one_file_for_each_scheme(self) -> None:
        assert sorted(path.stem.replace("_", "-") for path in FILES) == [scheme.code for scheme in SCHEMES]

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_files_are_short(self, path: Path) -> None:
        assert len(path.read_text().splitlines()) <= 40

    def test_finds_a_scheme_by_its_code(self) -> None:
        assert get_scheme("bouwdepot").name == "Het Bouwdepot"

    @pytest.mark.parametrize("code", ["", "Bouwdepot", "../burgerbudget", "__init__"])
    def test_refuses_a_code_it_does_not_have(self, code: str) -> None:
        with pytest.raises(SchemeUnknown, match="bouwdepot, burgerbaan, burgerbudget") as refused:
            get_scheme(code)

        assert refused.value.code == "scheme-unknown"

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
    def test_declares_exactly_the_terms_that_the_rules_name(self, scheme: Scheme) -> None:
        rules = (scheme.opens_with, scheme.each_period, scheme.stops, scheme.shared_out, *scheme.asks)
        named = {name for rule in rules for name in _names(rule)}
        named |= {getattr(scheme, each) for each in ("payee_term", "unit_term", "budgets_term", "starts_together")}
        within = {"amount"} if getattr(scheme.each_period, "within", None) else set()

        own = {key.name for key in scheme.terms} - {key.name for key in COMMON}
        assert named - {None, *within} == own

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
    def test_gives_every_term_a_value_of_its_kind_and_a_source(self, scheme: Scheme) -> None:
        rows = default_rows(scheme.terms)

        for row in rows:
            assert row.source
            assert terms(scheme.code, row.cohort).value(row.key, row.valid_from) is not None

    @pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
    def test_describes_each_scheme_to_people_in_both_languages(self, scheme: Scheme) -> None:
        assert scheme.says_nl.endswith(".")
        assert scheme.says_en.endswith(".")


class TestBurgerbudget:
    def test_has_the_figures_of_the_source(self) -> None:
        given = terms("burgerbudget")

        assert given.value("start_amount", date(2024, 1, 1)) == 100_000
        assert given.value("ceiling", date(2024, 1, 1)) == 100_000
        assert given.value("hours_required", date(2024, 1, 1)) == 36
        assert given.value("missed_periods_allowed", date(2024, 1, 1)) == 4
        assert given.value("low_quarter_hours", date(2024, 1, 1)) == "ignored"

    def test_counts_the_hours_of_anbi_and_sbbi_only(self) -> None:
        assert get_scheme("burgerbudget").attested_by == {OrganisationKind.ANBI, OrganisationKind.SBBI}

    def test_values_an_hour_at_the_statutory_minimum_hourly_wage(self) -> None:
        if not WAGES.exists():
            pytest.skip(f"the table of minimum wages is not beside this repository: {WAGES}")
        wages = json.loads(WAGES.read_text())["minimum_hourly_wage_NL"]

        ours = [row for row in default_rows(get_scheme("burgerbudget").terms) if row.key == "hourly_value"]

        assert [(row.valid_from.isoformat(), row.value) for row in ours] == [(row["from"], row["21+"]) for row in wages]


class TestBouwdepot:
    @pytest.mark.parametrize(("cohort", "cents"), [("1", 105_000), ("2", 115_000)])
    def test_has_an_amount_for_each_cohort(self, cohort: str, cents: int) -> None:
        given = terms("bouwdepot", cohort)

        assert given.value("monthly_amount", date(2024, 1, 1)) == cents
        assert given.value("months", date(2024, 1, 1)) == 12
        assert given.value("suspension", date(2024, 1, 1)) == "extends"


def _names(rule: Any) -> list[str]:
    """Give the keys of terms that a rule names, those of the rules inside it included."""
    if not is_dataclass(rule):
        return []
    values = [getattr(rule, each.name) for each in fields(rule) if each.name not in NO_TERMS]
    return [name for value in values for name in ([value] if isinstance(value, str) else _names(value))]
