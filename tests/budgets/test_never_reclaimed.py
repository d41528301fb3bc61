"""What was granted is theirs: every operation, command and statement that could take it back is tried, and refused."""

import inspect
from contextlib import suppress
from datetime import date
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.core.management import call_command, get_commands
from django.db import connection

import budgets
from budgets.entitlements.operations import award, end, end_all_of_person, restart, resume, stop, suspend
from budgets.jobs.period_run import rehearse_period
from budgets.operation import operation
from budgets.payouts.operations import hand_over_all
from budgets.schemes.catalogue import list_schemes
from ledger import journal
from ledger.chart import FLOWS
from ledger.database import ReclaimForbidden
from ledger.models import Municipality
from ledger.refusal import Refusal
from tests.budgets.asking import WITHOUT_MONEY, everything_that_may_be_asked
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    SPRING,
    SUMMER,
    asked,
    balance,
    rows,
    vouch,
)
from tests.budgets.granted import GIVEN, IN_MARCH, USED, a_town_that_grants, assert_nothing_lost
from tests.builders import TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town():
    with a_town_that_grants() as town:
        yield town


class TestLowerHours:
    @pytest.mark.parametrize("hours", ["0", "0.25", "35.99", "39.99"])
    def test_after_a_refill_take_nothing_back(self, town, hours):
        vouch([town.noor], IN_MARCH, hours, on=SPRING, replaces=True)

        town.run(SPRING)

        assert balance("ENTITLED") == GIVEN
        assert rows("SELECT state, granted_minor FROM entitlements_period WHERE due_on = %s AND used_minor > 0", SPRING)

    def test_and_higher_ones_again_give_nothing_twice(self, town):
        for hours in ("10", "40", "10", "40"):
            vouch([town.noor], IN_MARCH, hours, on=SPRING, replaces=True)
            town.run(SPRING)

        assert balance("ENTITLED") == GIVEN


class TestDecisions:
    @pytest.mark.parametrize(
        "decisions",
        [
            [stop], [end], [suspend], [suspend, resume], [stop, restart], [stop, end], [suspend, stop, restart, end],
            [stop, restart, stop, restart, end],
        ],
        ids=lambda decisions: " ".join(each.__name__ for each in decisions),
    )  # fmt: skip
    def test_take_nothing_back(self, town, decisions):
        for decision in decisions:
            for entitlement in (town.budget, town.gift):
                decision(entitlement_id=entitlement, actor=TEST, on=SPRING)
            assert balance("ENTITLED") >= GIVEN
        town.run(SUMMER)

    @pytest.mark.parametrize("reason", ["died", "moved-away"])
    def test_that_end_everything_take_nothing_back(self, town, reason):
        end_all_of_person(person_id=town.noor, actor=TEST, on=SPRING, reason=reason)
        town.run(SUMMER)

        assert balance("ENTITLED") == GIVEN
        assert len(hand_over(town, SUMMER)) == 1
        assert (balance("ENTITLED"), balance("IN_TRANSIT")) == (0, GIVEN)

    def test_dated_back_take_nothing_back(self, town):
        for entitlement in (town.budget, town.gift):
            with suppress(Refusal):
                end(entitlement_id=entitlement, actor=TEST, on=NEW_YEAR)

        assert balance("ENTITLED") == GIVEN

    def test_of_the_schedule_take_nothing_back(self, town):
        town.run(date(2026, 7, 1))

        assert rows("SELECT state FROM entitlements_entitlement ORDER BY scheme") == [("ENDED",), ("STOPPED",)]
        assert balance("ENTITLED") == MINOR + USED + 12 * GIFT


def hand_over(town, on):
    return hand_over_all(officer_ids=[an_officer("Fatima"), an_officer("Joost")], actor=TEST, on=on)


class TestReplays:
    def test_of_everything_change_nothing(self, town):
        hand_over(town, SPRING)
        before = town.theirs()

        award(lines=asked([town.noor]), actor=TEST, on=NEW_YEAR)
        vouch([town.noor], IN_MARCH, "40", on=SPRING, replaces=True)
        for on in (NEW_YEAR, IN_MARCH, SPRING):
            town.run(on)
            rehearse_period(scheme_code=BURGERBUDGET, actor=TEST, on=on)

        assert hand_over(town, SPRING) == ()
        assert town.theirs() == before


@operation
def reverse(*, entry_id, actor, on):
    """What an operation that took a grant back would look like."""
    journal.reverse(entry_id, key=f"undo:{entry_id}", why="over-awarded", happened_on=on)


class TestReversals:
    def test_of_each_grant_are_refused_and_leave_a_row_in_the_trail(self, town):
        entries = [entry for (entry,) in rows("SELECT id FROM ledger_entry WHERE act = 'grant'")]
        assert len(entries) == 6

        for entry in entries:
            with pytest.raises(ReclaimForbidden) as refused:
                reverse(entry_id=entry, actor=TEST, on=SPRING)
            assert refused.value.code == "reclaim-forbidden"

        acts = [act for act in told_refusals() if act[0] == "reclaim-forbidden"]
        assert len(acts) == len(entries)
        assert balance("ENTITLED") == GIVEN


def told_refusals():
    return rows("SELECT refused, name FROM trail_act WHERE refused <> ''")


class TestCommands:
    @pytest.mark.parametrize("scheme", [BURGERBUDGET, BOUWDEPOT])
    @pytest.mark.parametrize("on", ["2025-01-01", "2025-04-01", "2026-04-01"])
    def test_that_run_take_nothing_back(self, town, scheme, on, capsys):
        code = Municipality.objects.get(id=town.municipality_id).code

        call_command("run_period", "--municipality", code, "--scheme", scheme, "--on", on)

    def test_have_no_word_for_taking_back(self):
        ours = [name for name, app in get_commands().items() if app == "ops.management" or str(app).startswith("ops")]
        assert "run_period" in ours
        assert [name for name in ours if any(word in name for word in TAKING_BACK)] == []


AN_OPERATION = reverse.__code__  # All operations are the same function around another one.


def operations():
    """Give every public function of ours that is an operation."""
    for found in walk_packages(budgets.__path__, "budgets."):
        if ".migrations" in found.name:
            continue
        module = import_module(found.name)
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == found.name and not name.startswith("_")
            if own and function.__code__ is AN_OPERATION:
                yield function


class TestEveryOperation:
    def test_is_tried_or_has_no_money(self, town):
        tried = {each.__name__ for each in everything_that_may_be_asked(town)}

        assert {each.__name__ for each in operations()} - WITHOUT_MONEY == tried

    def test_takes_nothing_back(self, town):
        for ask in everything_that_may_be_asked(town).values():
            before = town.theirs()
            ask(actor=TEST, on=SPRING)
            town.run(SPRING)
            assert_nothing_lost(before, town.theirs())

    def test_takes_nothing_back_when_asked_again(self, town):
        refused = 0
        for asked_before in (False, True):
            for ask in everything_that_may_be_asked(town).values():
                before = town.theirs()
                try:
                    ask(actor=TEST, on=SUMMER)
                except Refusal:
                    refused += asked_before
                except AttributeError:
                    assert asked_before, "there was a batch the first time"
                assert_nothing_lost(before, town.theirs())

        assert 0 < refused <= len(told_refusals())


TAKING_BACK = ("reclaim", "claw", "recover", "refund", "repay", "take-back", "take_back", "terugvorder")
TO_PEOPLE = {"refund", "refund-window-closed"}
"""What a shop gives back to a person by: it can put money on a pass, and take none."""
EXPLAINED = {"reclaim-forbidden", *TO_PEOPLE}


def codes_of_refusals(base=Refusal):
    for each in base.__subclasses__():
        yield getattr(each, "code", "")
        yield from codes_of_refusals(each)


class TestVocabulary:
    def test_of_the_refusals_has_no_word_for_taking_back(self):
        list(operations())  # Every module is read.
        codes = set(codes_of_refusals()) - EXPLAINED

        assert "fund-exhausted" in codes
        assert [code for code in codes if any(word in code for word in TAKING_BACK)] == []

    def test_of_the_schemes_has_no_word_for_taking_back(self):
        for scheme in list_schemes():
            words = [
                type(getattr(scheme, part)).__name__ for part in ("opens_with", "each_period", "stops", "restarts")
            ]
            keys = [term.name for term in scheme.terms]
            found = [word for word in (*words, *keys) if any(back in word.lower() for back in TAKING_BACK)]
            assert found == []

    def test_of_the_books_debits_what_is_owed_to_people_by_paying_only(self, database):
        assert flows_from_people("ENTITLED") == [("payout", "IN_TRANSIT", False)]

    def test_of_the_books_debits_what_lies_on_passes_by_spending_and_an_announced_lapse_only(self, database):
        assert flows_from_people("EARMARKED") == [
            ("lapse", "LAPSED", True),
            ("spend", "ISSUED", False),
            ("spend", "SHOP_PAYABLE", False),
        ]
        assert [act for act in FLOWS if any(word in act for word in TAKING_BACK)] == ["refund"]
        assert [pair for pair in FLOWS["refund"] if pair[0] in {"ENTITLED", "EARMARKED"}] == []


def flows_from_people(account_class):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, credit_class, announced FROM ledger_flow WHERE debit_class = %s ORDER BY 1, 2",
            [account_class],
        )
        return cursor.fetchall()
