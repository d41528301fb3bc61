"""What a till must know of a budget is written when it is granted, for every scheme whose budgets lie on passes."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from budgets.entitlements.models import PassBudget
from budgets.operation import municipal_transaction
from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.operations import load_terms
from budgets.schemes.rules import Pays
from budgets.schemes.term_files import read_terms
from tests.budgets.entitlements.town import a_town, breaches, enter_people, run
from tests.budgets.passes.town import open_passes, put_on_pass
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
NEW_YEAR, NEXT_YEAR, A_YEAR_LATER = date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)

GRANTED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, dict[str, Any]]]] = {
    "meedoen": (
        {
            "unit": "POINT", "point_value": "0.50", "amount": {"adult": "40"}, "activity_caps": {"sport": "10"},
            "carry_over": "5",
        },
        {"category": "adult"},
        {
            "": {
                "activities": None, "caps": {"sport": 10}, "worth_key": "point_value",
                "lapses_on": NEXT_YEAR, "keeps_minor": 5, "rest_lapses_on": A_YEAR_LATER,
            }
        },
    ),
    "stadspas": (
        {
            "grace_days": "14",
            "budgets": {
                "vrij": {"amount": "100.00"},
                "sport": {
                    "amount": "60.00", "activities": ["sport", "zwemmen"], "activity_caps": {"zwemmen": "20.00"},
                    "lapses_on": "06-30",
                },
            },
            "activity_caps": {"boeken": "15.00"},
        },
        {},
        {
            "vrij": {
                "activities": None, "caps": {"boeken": 15_00}, "worth_key": "", "lapses_on": date(2027, 1, 15),
                "keeps_minor": 0,
            },
            "sport": {
                "activities": ["sport", "zwemmen"], "caps": {"zwemmen": 20_00}, "lapses_on": date(2026, 7, 15),
                "rest_lapses_on": None,
            },
        },
    ),
    "kindpakket": (
        {"amount": {"fiets": "150.00", "school": "50.00"}, "lapses_on": "07-31"},
        {},
        {
            "fiets": {"caps": {}, "lapses_on": date(2026, 8, 1), "activities": ["fiets", ""]},
            "school": {"activities": ["school", ""]},
        },
    ),
    "zwemles": (
        {"lesson_price": "8.00"},
        {},
        {"": {"worth_key": "lesson_price", "lapses_on": None, "keeps_minor": 0, "granted_on": NEW_YEAR}},
    ),
}  # fmt: skip
"""For each scheme: its terms, what is awarded, and what is known of each budget then."""
SOONER = """
scheme = "meedoen"

[[term]]
key = "lapses_on"
valid_from = 2026-01-01
value = "06-30"
source = "Raadsbesluit 2026/4"
"""


@pytest.fixture
def noor() -> Iterator[UUID]:
    """Serve a town, give one of its people, and check at the end that its books hold."""
    with a_town():
        yield enter_people(1)[0]
        assert breaches() == []


def known() -> dict[str, dict[str, Any]]:
    """Give what is known of each budget, by its name."""
    with municipal_transaction():
        return {row.pop("entitlement__budget"): row for row in PassBudget.objects.values(*_COLUMNS)}


_COLUMNS = [
    "entitlement__budget", "granted_on", "activities", "caps", "worth_key", "lapses_on", "keeps_minor",
    "rest_lapses_on", "over",
]  # fmt: skip


class TestWhatIsGranted:
    def test_is_tried_for_every_scheme_of_passes(self) -> None:
        assert set(GRANTED) == {scheme.code for scheme in list_schemes() if scheme.pays is Pays.PASS}

    @pytest.mark.parametrize("scheme", GRANTED)
    def test_is_known_as_the_terms_said_on_the_day(self, noor: UUID, scheme: str) -> None:
        terms, awarded, expected = GRANTED[scheme]
        open_passes(scheme, **terms)

        put_on_pass(noor, scheme, **awarded)

        found = known()
        assert {budget: {key: found[budget][key] for key in said} for budget, said in expected.items()} == expected
        assert set(found) == set(expected)

    def test_stays_as_it_was_told_when_the_terms_change_afterwards(self, noor: UUID) -> None:
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(noor, "meedoen", category="adult")

        load_terms(file=read_terms(SOONER, get_scheme("meedoen")), actor=TEST, on=date(2026, 3, 1))

        report = run("meedoen", date(2026, 6, 1))
        assert (known()[""]["lapses_on"], report.totals) == (NEXT_YEAR, {})

    def test_moves_on_when_some_of_it_lapses_and_some_stays(self, noor: UUID) -> None:
        terms, awarded, _expected = GRANTED["meedoen"]
        open_passes("meedoen", **terms)
        put_on_pass(noor, "meedoen", **awarded)

        for day in (date(2026, 11, 20), date(2026, 12, 11), NEXT_YEAR):
            run("meedoen", day)

        [found] = known().values()
        assert (found["lapses_on"], found["keeps_minor"], found["rest_lapses_on"]) == (A_YEAR_LATER, 0, None)
        assert not found["over"]
