"""Awards against a rule are precedents: found again by scheme and ground, and three alike in a year are a rule."""

from datetime import date

import pytest

from budgets.entitlements.register import list_precedents
from budgets.operation import reading
from tests.budgets.entitlements.award_desk import RICH, adopt, an_officer_with_a_role, ask, hardship, line
from tests.budgets.entitlements.town import NEW_YEAR, a_town, breaches, enter_people

pytestmark = pytest.mark.usefixtures("database", "town")
YEARLY = "inkomenstoeslag"


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def test_precedents_are_found_by_scheme_and_ground_and_three_in_a_year_are_a_proposed_rule():
    adopt(YEARLY)
    officer = an_officer_with_a_role()
    days = [NEW_YEAR, date(2025, 6, 1), date(2025, 12, 31), date(2026, 1, 2)]
    for number, (person, on) in enumerate(zip(enter_people(4), days, strict=True)):
        why = hardship(officer, "scheiding" if number < 3 else "schuld")
        assert ask(line(person, YEARLY, RICH, starts_on=on, against_rule=why), on=on) == "1 added"

    found = reading(list_precedents)(YEARLY)

    assert [(each.code, each.ground, len(each.reasons), each.is_proposed_rule) for each in found] == [
        ("not-eligible", "scheiding", 3, True),
        ("not-eligible", "schuld", 1, False),
    ]
    assert [each.ground for each in reading(list_precedents)(YEARLY, ground="schuld")] == ["schuld"]
