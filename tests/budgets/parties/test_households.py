"""Households: who lives together on a day, and never in two places."""

from datetime import date

import pytest
from django.db import IntegrityError

from budgets.operation import municipal_transaction, reading
from budgets.parties.households import MemberLine, register_households
from budgets.parties.lines import LinesRefused, Tally
from budgets.parties.models import Household, HouseholdMember
from budgets.parties.queries import find_household, find_households, list_members
from ledger import tenant
from tests.builders import TEST, a_municipality, a_person

pytestmark = pytest.mark.usefixtures("database", "town")
JANUARY, MAY, JULY = date(2025, 1, 1), date(2025, 5, 1), date(2025, 7, 1)


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        for name in ("Noor", "Sem"):
            a_person(name)
        yield


def member(number, household, name, from_on=JANUARY, until_on=None):
    return MemberLine(number=number, household=household, client_number=name, from_on=from_on, until_on=until_on)


def register(*lines, partial=False):
    return register_households(lines=lines, actor=TEST, on=JULY, partial=partial)


def codes_of(*lines):
    with pytest.raises(LinesRefused) as refused:
        register(*lines)
    with municipal_transaction():
        assert not HouseholdMember.objects.exists()
    return [(line.number, line.refusal.code) for line in refused.value.lines]


def home_of(name, on):
    noor, codes = person(name), reading(find_households)(["h1", "h2"])
    found = reading(find_household)(noor, on)
    return next((code for code, household in codes.items() if household == found), None)


def person(name):
    return a_person(name)


class TestRegistering:
    def test_says_who_lives_together_on_a_day(self):
        assert register(member(2, "h1", "noor"), member(3, "h1", "sem", MAY)) == Tally(added=2)

        household = reading(find_households)(["h1"])["h1"]
        assert reading(list_members)(household, JANUARY) == [person("Noor")]
        assert reading(list_members)(household, MAY) == [person("Noor"), person("Sem")]

    def test_again_changes_nothing(self):
        lines = [member(2, "h1", "noor"), member(3, "h1", "sem", MAY, JULY)]
        register(*lines)

        assert register(*lines) == Tally(unchanged=2)

    @pytest.mark.parametrize("order", [1, -1])
    def test_moves_a_person_in_any_order_of_the_lines(self, order):
        register(member(2, "h1", "noor"))

        register(*[member(2, "h1", "noor", until_on=MAY), member(3, "h2", "noor", MAY)][::order])

        assert [home_of("Noor", on) for on in (JANUARY, date(2025, 4, 30), MAY)] == ["h1", "h1", "h2"]

    def test_of_no_day_says_that_it_never_was_so(self):
        register(member(2, "h1", "noor"))

        register(member(2, "h1", "noor", until_on=JANUARY), member(3, "h2", "noor"))

        assert home_of("Noor", JANUARY) == "h2"


class TestRefusals:
    def test_of_a_client_number_that_nobody_has(self):
        assert codes_of(member(2, "h1", "mila")) == [(2, "person-unknown")]

    def test_of_leaving_before_joining(self):
        assert codes_of(member(2, "h1", "noor", MAY, JANUARY)) == [(2, "leaves-before-joining")]

    def test_of_two_households_at_a_time(self):
        lines = [member(2, "h1", "noor"), member(3, "h2", "noor", MAY, JULY), member(4, "h2", "noor", JULY)]

        assert codes_of(*lines) == [(3, "in-two-households"), (4, "in-two-households")]

    def test_of_one_that_begins_before_a_known_one(self):
        register(member(2, "h1", "noor", MAY))

        tally = register(member(2, "h2", "noor", JANUARY), member(3, "h2", "sem"), partial=True)

        assert (tally.added, [line.refusal.code for line in tally.refused]) == (1, ["in-two-households"])

    def test_of_a_line_that_repeats_one(self):
        assert codes_of(member(2, "h1", "noor"), member(3, "h1", "noor", until_on=MAY)) == [(3, "line-twice")]


class TestTheDatabase:
    def test_keeps_a_person_in_one_household_whoever_writes(self):
        noor = person("Noor")
        register(member(2, "h1", "noor"))

        with pytest.raises(IntegrityError, match="one_household_at_a_time"), municipal_transaction():
            other = Household.objects.create(code="h2")
            HouseholdMember.objects.create(household=other, person_id=noor, from_on=MAY)
