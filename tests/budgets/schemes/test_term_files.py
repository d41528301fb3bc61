"""A municipality's terms as a file: what is wrong is said with its line, and how to mend it."""

from datetime import date
from typing import Any

import pytest

from budgets.operation import rehearsal
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.operations import adopt_scheme, load_terms
from budgets.schemes.queries import get_terms, list_missing_terms
from budgets.schemes.rules import COMMON
from budgets.schemes.term_changes import Change, lay_over
from budgets.schemes.term_files import TermFileRefused, read_scheme_code, read_terms
from budgets.schemes.terms import TermRow
from ledger import tenant
from tests.builders import TEST, a_municipality

ON = date(2026, 1, 5)
HEAD = 'scheme = "meedoen"\n'
ENDS = "valid_until = 2027-01-01"
AMOUNT = """
[[term]]
key = "amount"
valid_from = 2026-01-01
value = { adult = "200.00", child = "300.00" }
source = "Raadsbesluit 2025/112"
"""


def row(key: str = "amount", value: str = '"200.00"', valid_from: str = "2026-01-01", more: str = "") -> str:
    lines = [f'key = "{key}"', f"valid_from = {valid_from}", f"value = {value}", 'source = "Raadsbesluit"', more]
    return "\n[[term]]\n" + "\n".join(line for line in lines if line) + "\n"


def lay(text: str, existing: list[TermRow] | None = None) -> Change:
    scheme = get_scheme(read_scheme_code(text))
    return lay_over(read_terms(text, scheme), scheme, existing)


def refused(text: str, existing: list[TermRow] | None = None) -> list[tuple[int, str]]:
    with pytest.raises(TermFileRefused) as problem:
        lay(text, existing)
    assert problem.value.code == "terms-refused"
    return [(each.line, each.says) for each in problem.value.problems]


class TestReading:
    def test_takes_rows_with_their_dates_values_and_sources(self) -> None:
        file = read_terms(HEAD + AMOUNT + row("grace_days", "14", more='cohort = "2"'), get_scheme("meedoen"))

        assert [each.row for each in file.given] == [
            TermRow(
                "amount", "*", date(2026, 1, 1), None, '{"adult": "200.00", "child": "300.00"}', "Raadsbesluit 2025/112"
            ),
            TermRow("grace_days", "2", date(2026, 1, 1), None, "14", "Raadsbesluit"),
        ]
        assert [(each.line, each.value_line) for each in file.given] == [(3, 6), (9, 12)]

    def test_takes_a_table_under_a_heading_of_its_own(self) -> None:
        text = 'scheme = "stadspas"\n[[term]]\nkey = "budgets"\nvalid_from = 2026-01-01\nsource = "Besluit"\n'
        text += '[term.value.vrij]\namount = "100.00"\n[term.value.sport]\namount = "50.00"\nactivities = ["sport"]\n'

        change = lay(text)

        assert '{"vrij": {"amount": "100.00"}' in next(each.value for each in change.added if each.key == "budgets")

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("scheme = meedoen\n", 1, "not TOML"),
            ("[[term]\n", 1, "not TOML"),
            ("", 1, "name the scheme"),
            ("scheme = 5\n", 1, "name the scheme"),
            (HEAD, 1, r"there are no rows; begin each row with \[\[term\]\]"),
            (HEAD + "term = 5\n", 2, "there are no rows"),
            (HEAD + "\ncolour = 5\n" + AMOUNT, 3, "unknown key “colour”"),
            (HEAD + row("amont"), 4, "meedoen has no term “amont”; it has unit, point_value, amount"),
            (HEAD + row().replace('"amount"', '["amount"]'), 4, "“key” must be text between quotes"),
            (HEAD + row(more="colour = 5"), 8, "unknown key “colour”; a row has key, valid_from"),
            (HEAD + "[[term]]\nkey = 'amount'\n", 2, "“valid_from” is missing"),
            (HEAD + row(valid_from='"2026-01-01"'), 5, "“valid_from” must be a date without quotes"),
            (HEAD + row(valid_from="2026-01-01T00:00:00"), 5, "must be a date"),
            (HEAD + row(more="valid_until = 2026-01-01"), 8, "comes after “valid_from”"),
            (HEAD + row(more='cohort = "a b"'), 8, "“cohort” must be"),
            (HEAD + row(more="cohort = 2"), 8, "“cohort” must be"),
            (HEAD + row(value="200.5"), 6, "cannot be “200.5”"),
            (HEAD + row(value="true"), 6, "cannot be “True”"),
            (HEAD + AMOUNT.replace("Raadsbesluit 2025/112", ""), 7, "who decided it"),
        ],
    )
    def test_says_what_is_wrong_with_its_line(self, text: str, line: int, says: str) -> None:
        with pytest.raises(TermFileRefused, match=says) as problem:
            read_terms(text, get_scheme("meedoen")) if read_scheme_code(text) else None

        assert problem.value.problems[0].line == line

    def test_says_all_that_is_wrong_at_once(self) -> None:
        found = refused(HEAD + row("amont") + row(more="colour = 5"))

        assert [line for line, _says in found] == [4, 14]


class TestLayingOver:
    def test_gives_a_municipality_the_defaults_that_the_file_does_not_replace(self) -> None:
        change = lay(HEAD + AMOUNT)

        own = [each for each in change.added if each.key not in {key.name for key in COMMON}]
        assert [(each.key, each.valid_from) for each in own] == [
            ("unit", date(2000, 1, 1)),
            ("lapses_on", date(2000, 1, 1)),
            ("amount", date(2026, 1, 1)),
        ]
        assert (change.ended, change.unchanged) == ((), 0)

    def test_ends_a_default_where_its_own_row_begins_and_leaves_out_later_ones(self) -> None:
        text = 'scheme = "burgerbudget"\n' + row("hourly_value", '"12.00"', "2025-09-01")

        rows = [each for each in lay(text).added if each.key == "hourly_value"]

        assert [(each.value, each.valid_until) for each in rows][-2:] == [("14.40", date(2025, 9, 1)), ("12.00", None)]

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            (row() + row(), 9, "two values from 2026-01-01"),
            (row(value='"-1.00"'), 6, "“amount” of meedoen cannot be “-1.00”"),
            (row(value="{ adult = 5 }") + row("unit", '"GULDEN"'), 12, "one of EUR, POINT"),
            (row(more="valid_until = 2027-01-01"), 3, "no value from 2027-01-01: a row ends and none follows"),
            (
                row(more="valid_until = 2027-01-01") + row(valid_from="2027-02-01"),
                3,
                "no value from 2027-01-01: a row ends and none follows",
            ),
            (
                row(more="valid_until = 2027-01-01") + row(valid_from="2026-07-01"),
                10,
                "overlaps: its row before holds until 2027-01-01",
            ),
            (row("grace_days", "14"), 1, "meedoen needs “amount” and has no value for it"),
            (row("unit", '"POINT"') + row(value='"40"'), 1, "meedoen needs “point_value”"),
            (row(value='"200.50"') + row("unit", '"POINT"') + row("point_value"), 6, "a whole number of points"),
            (row(value='"200.50"') + row("unit", '"POINT"', "2027-01-01") + row("point_value"), 6, "whole number"),
            (
                row("unit", '"POINT"') + row(value='"40"') + row("point_value", '"0.50"', more=ENDS),
                15,
                "“point_value” has no value from 2027-01-01: a row ends and none follows",
            ),
        ],
    )
    def test_refuses_with_the_line(self, text: str, line: int, says: str) -> None:
        found = refused(HEAD + text)

        assert found[0][0] == line
        assert says in found[0][1]

    def test_lets_an_optional_term_end(self) -> None:
        change = lay(HEAD + AMOUNT + row("income_limit", '"1.20"', more="valid_until = 2027-01-01"))

        assert next(each for each in change.added if each.key == "income_limit").valid_until == date(2027, 1, 1)

    def test_lets_what_a_point_is_worth_change_and_end_where_there_were_none(self) -> None:
        points = row("unit", '"POINT"') + row(value='"40"')
        worth = row("point_value", '"0.50"', more=ENDS)

        changed = lay(HEAD + points + worth + row("point_value", '"0.60"', "2027-01-01"))
        ended = lay(HEAD + AMOUNT + worth)

        assert [each.value for each in changed.added if each.key == "point_value"] == ["0.50", "0.60"]
        assert [each.valid_until for each in ended.added if each.key == "point_value"] == [date(2027, 1, 1)]

    def test_lets_rows_of_a_cohort_stand_beside_those_of_all(self) -> None:
        change = lay(HEAD + AMOUNT + row(value='"500.00"', more='cohort = "2"'))

        assert [(each.cohort, each.valid_until) for each in change.added if each.key == "amount"] == [
            ("*", None),
            ("2", None),
        ]


class TestLayingOverWhatHolds:
    def holding(self) -> list[TermRow]:
        return list(lay(HEAD + AMOUNT).added)

    def test_changes_nothing_the_second_time(self) -> None:
        change = lay(HEAD + AMOUNT, self.holding())

        assert (change.added, change.ended, change.unchanged) == ((), (), 1)

    def test_ends_the_row_before_a_new_one(self) -> None:
        change = lay(HEAD + row(value='"250.00"', valid_from="2027-01-01"), self.holding())

        assert [(each.key, each.value) for each in change.added] == [("amount", "250.00")]
        assert [(each.key, each.valid_from, until) for each, until in change.ended] == [
            ("amount", date(2026, 1, 1), date(2027, 1, 1))
        ]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (row(value='"999.00"'), "already has another value or source from 2026-01-01"),
            (AMOUNT.replace("2025/112", "2025/113"), "already has another value or source from 2026-01-01"),
            (row(valid_from="2025-07-01"), "already has a value from 2026-01-01, and what holds is never changed"),
        ],
    )
    def test_never_changes_it(self, text: str, says: str) -> None:
        [(line, said)] = refused(HEAD + text, self.holding())

        assert line == 3
        assert says in said


@pytest.mark.usefixtures("database")
class TestLoadTerms:
    @pytest.fixture(autouse=True)
    def town(self) -> Any:
        with tenant.serving(a_municipality()):
            yield

    def load(self, text: str) -> Change:
        return load_terms(file=read_terms(text, get_scheme(read_scheme_code(text))), actor=TEST, on=ON)

    def test_writes_the_rows_and_gives_the_scheme(self) -> None:
        with rehearsal():
            self.load(HEAD + AMOUNT)

            assert get_terms("meedoen", "1").value("amount", ON, "child") == 30_000
            assert list_missing_terms("meedoen") == []

    def test_changes_nothing_the_second_time(self) -> None:
        with rehearsal():
            self.load(HEAD + AMOUNT)
            before = list(Term.objects.order_by("id").values())

            change = self.load(HEAD + AMOUNT)

            assert (change.added, change.ended) == ((), ())
            assert list(Term.objects.order_by("id").values()) == before

    def test_ends_the_earlier_row(self) -> None:
        with rehearsal():
            self.load(HEAD + AMOUNT)
            self.load(HEAD + row(value='"250.00"', valid_from="2027-01-01"))
            terms = get_terms("meedoen", "1")

            assert terms.value("amount", date(2026, 12, 31), "adult") == 20_000
            assert terms.value("amount", date(2027, 1, 1), "adult") == 25_000

    def test_adds_to_a_scheme_that_was_set_up_without_numbers(self) -> None:
        with rehearsal():
            adopt_scheme(scheme_code="meedoen", actor=TEST, on=ON)
            assert [key.name for key in list_missing_terms("meedoen")] == ["amount"]

            self.load(HEAD + AMOUNT)

            assert list_missing_terms("meedoen") == []

    def test_leaves_everything_as_it_was_when_it_is_refused(self) -> None:
        with rehearsal():
            self.load(HEAD + AMOUNT)
            with pytest.raises(TermFileRefused):
                self.load(HEAD + row(value='"999.00"'))

            assert get_terms("meedoen", "1").value("amount", ON, "adult") == 20_000
