"""The award desk: who can have what, beside what, once or again, and against a rule only by who may."""

from datetime import date
from itertools import cycle, islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.entitlements.applications import apply
from budgets.entitlements.models import Entitlement
from budgets.entitlements.operations import award, end, stop
from budgets.operation import Actor, municipal_transaction
from budgets.parties.lines import in_chunks
from tests.budgets.entitlements.award_desk import (
    RICH,
    SINGLE,
    adopt,
    an_officer_with_a_role,
    ask,
    decisions,
    hardship,
    line,
    live_together,
    rights_of,
)
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    NEW_YEAR,
    SPRING,
    a_town,
    asked,
    award_to,
    balance,
    breaches,
    enter_people,
    rows,
)
from tests.builders import TEST, an_officer, an_organisation

pytestmark = pytest.mark.usefixtures("database", "town")
NEXT_YEAR = date(2026, 1, 1)


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def kept(*columns):
    with municipal_transaction():
        return list(Entitlement.objects.values_list(*columns))


class TestWhoIsPaid:
    """Where somebody else than the person is paid, an award says who."""

    FACTS = SINGLE | {"package": "basis"}
    TERMS = {"contribution": {"basis": "32.50"}, "income_limit": {"basis": "1.30"}}
    POLICY = "gemeentepolis"

    def test_is_named_or_nothing_is_awarded(self):
        adopt(self.POLICY, **self.TERMS)
        noor, sem = enter_people(2)
        insurer = an_organisation("Verzekeraar")

        assert ask(line(noor, self.POLICY, self.FACTS)) == "payee-missing"
        assert ask(line(sem, self.POLICY, self.FACTS, payee_id=insurer)) == "1 added"
        assert kept("person_id", "payee_id") == [(sem, insurer)]

    def test_is_the_person_where_the_terms_say_so(self):
        adopt(self.POLICY, **self.TERMS, payee="person")
        [noor] = enter_people(1)

        assert ask(line(noor, self.POLICY, self.FACTS)) == "1 added"

    def test_is_not_passed_by_hardship(self):
        adopt(self.POLICY, **self.TERMS)
        [noor] = enter_people(1)
        why = hardship(an_officer_with_a_role())

        assert ask(line(noor, self.POLICY, self.FACTS | {"income": "9000.00"}, against_rule=why)) == "payee-missing"

    def test_is_who_the_application_named(self):
        adopt(self.POLICY, **self.TERMS)
        noor, sem = enter_people(2)
        insurer = an_organisation("Verzekeraar")
        asked_for = [line(noor, self.POLICY, self.FACTS, payee_id=insurer), line(sem, self.POLICY, self.FACTS)]
        apply(lines=asked_for, actor=TEST, on=NEW_YEAR)

        assert ask(line(noor, self.POLICY, self.FACTS)) == "1 added"
        assert ask(line(sem, self.POLICY, self.FACTS)) == "payee-missing"
        assert sorted(kept("state", "payee_id")) == [("ACTIVE", insurer), ("PROPOSED", None)]


class TestSchemesThatExcludeEachOther:
    @pytest.mark.parametrize("pair", [("burgerbudget", "burgerbaan"), ("burgerbaan", "burgerbudget")])
    def test_are_refused_in_either_order(self, pair):
        adopt(*pair)
        [noor] = enter_people(1)
        award_to([noor], pair[0])

        assert ask(line(noor, pair[1])) == "scheme-excluded"

    def test_are_refused_within_one_file(self):
        adopt("burgerbudget", "burgerbaan")
        [noor] = enter_people(1)

        assert ask(line(noor, "burgerbudget"), line(noor, "burgerbaan")) == "scheme-excluded"

    @pytest.mark.parametrize(("decide", "answer"), [(stop, "scheme-excluded"), (end, "1 added")])
    def test_are_free_of_each_other_once_one_has_ended_for_good(self, decide, answer):
        adopt("burgerbudget", "burgerbaan")
        [noor] = enter_people(1)
        [entitlement] = award_to([noor], "burgerbudget")
        decide(entitlement_id=entitlement, actor=TEST, on=SPRING)

        assert ask(line(noor, "burgerbaan", starts_on=SPRING), on=SPRING) == answer


class TestFacts:
    @pytest.mark.parametrize(
        ("facts", "answer"),
        [
            (SINGLE, "1 added"),
            (RICH, "not-eligible"),
            ({}, "facts-missing"),
            ({"household_type": "single"}, "facts-missing"),
        ],
    )
    def test_decide(self, facts, answer):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)

        assert ask(line(noor, "inkomenstoeslag", facts)) == answer

    def test_are_kept_with_the_award(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        ask(line(noor, "inkomenstoeslag", SINGLE))

        assert kept("facts", "covers_from") == [({"household_type": "single", "income": 100_000}, NEW_YEAR)]

    def test_that_the_municipality_knows_are_not_asked_again(self):
        adopt("studietoeslag")
        [noor] = enter_people(1)

        assert ask(line(noor, "studietoeslag")) == "1 added"
        assert kept("facts") == [({"born": "1990-05-17"},)]

    def test_outside_the_window_come_too_late(self):
        adopt("inkomenstoeslag", window=["2025-02-01", "2025-03-01"])
        [noor] = enter_people(1)

        assert ask(line(noor, "inkomenstoeslag", SINGLE)) == "outside-window"
        assert ask(line(noor, "inkomenstoeslag", SINGLE, applied_on=date(2025, 3, 1)), on=SPRING) == "1 added"


class TestHowOften:
    def test_once_in_each_period(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        first = line(noor, "inkomenstoeslag", SINGLE)

        assert ask(first) == "1 added"
        assert ask(first) == "1 unchanged"
        assert ask(line(noor, "inkomenstoeslag", SINGLE, starts_on=SPRING), on=SPRING) == "already-awarded"
        assert ask(line(noor, "inkomenstoeslag", SINGLE, starts_on=NEXT_YEAR), on=NEXT_YEAR) == "1 added"

    def test_once_in_a_period_also_after_it_ended(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        [entitlement] = [ask(line(noor, "inkomenstoeslag", SINGLE))] and rows("SELECT id FROM entitlements_entitlement")
        end(entitlement_id=entitlement[0], actor=TEST, on=NEW_YEAR)

        assert ask(line(noor, "inkomenstoeslag", SINGLE, starts_on=SPRING), on=SPRING) == "already-awarded"

    def test_as_often_as_it_is_decided(self):
        adopt("maatwerkbudget")
        [noor] = enter_people(1)
        fridge = line(noor, "maatwerkbudget", {"amount": "300.00", "reason": "Koelkast kapot"})
        bed = line(noor, "maatwerkbudget", {"amount": "300.00", "reason": "Bed voor het kind"})

        assert ask(fridge) == "1 added"
        assert ask(bed) == "1 added"
        assert ask(fridge, bed) == "2 unchanged"


class TestLimits:
    def test_refuse_what_passes_them_and_never_cut_it(self):
        adopt("maatwerkbudget")
        [noor] = enter_people(1)

        assert ask(line(noor, "maatwerkbudget", {"amount": "1000.01", "reason": "Dak"})) == "limit-reached"
        assert rows("SELECT count(*) FROM entitlements_entitlement") == [(0,)]

    def test_ask_a_second_officer_who_is_another(self):
        adopt("maatwerkbudget")
        [noor] = enter_people(1)
        anna, bilal = an_officer("Anna"), an_officer("Bilal")
        said = {"amount": "500.01", "reason": "Verhuizing"}

        def ask_approved_by(officer):
            return ask(line(noor, "maatwerkbudget", said, approved_by=officer), actor=Actor("anna", anna))

        assert [ask_approved_by(each) for each in (None, anna, bilal)] == [
            "second-person-needed", "second-person-needed", "1 added",
        ]  # fmt: skip

    def test_count_who_has_it_now_and_within_the_file(self):
        adopt("basisbaan")
        people = enter_people(3)

        assert ask(*(line(person, "basisbaan") for person in people)) == "limit-reached"
        assert ask(*(line(person, "basisbaan") for person in people[:2])) == "2 added"
        assert ask(line(people[2], "basisbaan")) == "limit-reached"


class TestHouseholds:
    def test_have_one_right_that_is_refused_to_the_second(self):
        adopt("inkomenstoeslag")
        noor, sem = enter_people(2)
        live_together("k0000", "k0001")

        assert ask(line(noor, "inkomenstoeslag", SINGLE)) == "1 added"
        assert ask(line(sem, "inkomenstoeslag", SINGLE, starts_on=SPRING), on=SPRING) == "household-has-it"

    def test_have_one_right_that_the_second_shares(self):
        adopt("mmb")
        noor, sem = enter_people(2)
        live_together("k0000", "k0001")

        assert ask(line(noor, "mmb", SINGLE), line(sem, "mmb", SINGLE)) == "1 added, 1 unchanged"
        assert rights_of(sem) == []

    def test_are_those_of_the_day_on_which_it_starts(self):
        adopt("inkomenstoeslag")
        noor, sem = enter_people(2)
        live_together("k0000", "k0001", since=SPRING)

        assert ask(line(noor, "inkomenstoeslag", SINGLE), line(sem, "inkomenstoeslag", SINGLE)) == "2 added"


class TestSeveralBudgets:
    def test_are_awarded_in_one_act(self):
        adopt("stadspas", euros="150.00")
        [noor] = enter_people(1)

        assert ask(line(noor, "stadspas")) == "1 added"
        assert rights_of(noor) == [("stadspas", "sport", "ACTIVE"), ("stadspas", "vrij", "ACTIVE")]
        assert (balance("COMMITTED"), balance("FREE")) == (15_000, 0)
        assert len(decisions()) == 1

    def test_are_all_refused_when_no_fund_can_carry_them(self):
        adopt("stadspas", euros="149.99")
        [noor] = enter_people(1)

        assert ask(line(noor, "stadspas")) == "fund-exhausted"
        assert rights_of(noor) == []


class TestHardship:
    def test_passes_a_rule_and_leaves_a_decision(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        officer = an_officer_with_a_role()

        assert ask(line(noor, "inkomenstoeslag", RICH, against_rule=hardship(officer))) == "1 added"
        assert decisions() == [("inkomenstoeslag", "AWARDED", "not-eligible", "scheiding", True)]
        assert balance("COMMITTED") == 80_000

    def test_that_was_not_needed_is_an_award_by_the_rule(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        officer = an_officer_with_a_role()

        ask(line(noor, "inkomenstoeslag", SINGLE, against_rule=hardship(officer)))

        assert decisions() == [("inkomenstoeslag", "AWARDED", "", "", False)]

    @pytest.mark.parametrize(("ground", "reason"), [("", "Omdat."), ("scheiding", " ")])
    def test_needs_a_ground_and_a_reason(self, ground, reason):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)
        why = hardship(an_officer_with_a_role(), ground, reason)

        assert ask(line(noor, "inkomenstoeslag", RICH, against_rule=why)) == "hardship-needs-reason"

    def test_needs_the_role(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)

        assert ask(line(noor, "inkomenstoeslag", RICH, against_rule=hardship(an_officer()))) == "hardship-needs-role"

    def test_passes_schemes_that_exclude_each_other(self):
        adopt("burgerbudget", "burgerbaan")
        [noor] = enter_people(1)
        award_to([noor], BURGERBUDGET)

        assert ask(line(noor, "burgerbaan", against_rule=hardship(an_officer_with_a_role()))) == "1 added"

    def test_makes_no_money_and_gives_nothing_twice(self):
        adopt("inkomenstoeslag", euros="0.00")
        adopt("burgerbudget")
        [noor] = enter_people(1)
        why = hardship(an_officer_with_a_role())
        award_to([noor], BURGERBUDGET)

        assert ask(line(noor, "inkomenstoeslag", RICH, against_rule=why)) == "fund-exhausted"
        assert ask(line(noor, "burgerbudget", starts_on=SPRING, against_rule=why)) == "already-awarded"


class TestDecisions:
    def test_are_left_by_every_award(self):
        adopt("burgerbudget")
        award_to(enter_people(2))

        assert decisions() == [("burgerbudget", "AWARDED", "", "", False)] * 2

    def test_of_a_no_are_left_once_where_the_rest_is_booked(self):
        adopt("inkomenstoeslag")
        noor, sem = enter_people(2)
        lines = [line(noor, "inkomenstoeslag", RICH), line(sem, "inkomenstoeslag", SINGLE)]

        for _again in range(2):
            award(lines=lines, actor=TEST, on=NEW_YEAR, partial=True)

        assert decisions() == [
            ("inkomenstoeslag", "REFUSED", "not-eligible", "not-eligible", False),
            ("inkomenstoeslag", "AWARDED", "", "", False),
        ]

    def test_that_cannot_be_made_yet_are_none(self):
        adopt("inkomenstoeslag")
        [noor] = enter_people(1)

        award(lines=[line(noor, "inkomenstoeslag")], actor=TEST, on=NEW_YEAR, partial=True)

        assert decisions() == []


class TestQueries:
    def test_are_as_many_for_one_award_as_for_a_hundred(self):
        adopt(BOUWDEPOT, euros="10000000.00")
        people = enter_people(101)
        award_to(people[:1], BOUWDEPOT)  # What a first award opens is there from now on.
        counts = []
        for some in (people[1:2], people[2:]):
            with CaptureQueriesContext(connection) as asked_for:
                award(lines=asked(some, BOUWDEPOT), actor=TEST, on=NEW_YEAR)
            counts.append(len(asked_for))

        assert counts[0] == counts[1] <= 35

    def test_are_as_many_for_every_further_piece_of_a_file(self, monkeypatch):
        """Forty lines at a time, in the place of a thousand: with passes of two budgets, a yes and a no."""
        monkeypatch.setattr(in_chunks, "__defaults__", (40,))
        adopt("stadspas", "mmb", income_limit="1.20")
        people = iter(enter_people(1 + 40 + 80 + 120))
        award(lines=self.file([next(people)] * 2), actor=TEST, on=NEW_YEAR, partial=True)
        counts = []
        for pieces in (1, 2, 3):
            lines = self.file(list(islice(people, 40 * pieces)))
            with CaptureQueriesContext(connection) as asked_for:
                tally = award(lines=lines, actor=TEST, on=NEW_YEAR, partial=True)
            assert (tally.added, len(tally.refused)) == (30 * pieces, 10 * pieces)
            counts.append(len(asked_for))

        assert counts[2] - counts[1] == counts[1] - counts[0] <= 40

    def file(self, people):
        schemes, facts = cycle(["stadspas", "mmb"]), cycle([SINGLE, SINGLE, SINGLE, RICH])
        return [
            line(person, scheme, known, number=number)
            for number, (person, scheme, known) in enumerate(zip(people, schemes, facts, strict=False), start=2)
        ]
