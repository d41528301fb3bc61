"""A pass is issued, blocked, lost and replaced: it works or does not from that moment, and what is on it stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from budgets.lifecycles import NotAllowedInState
from budgets.operation import reading
from budgets.parties.households import MemberLine, register_households
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_households
from budgets.passes.codes import PrintedCode, read_code, read_number
from budgets.passes.operations import (
    block,
    is_easy,
    replace,
    report_lost,
    set_card_terms,
    set_pin,
    unblock,
)
from budgets.passes.queries import SecuredBy, find_pass, find_pass_of, list_carried, list_sub_passes
from budgets.passes.refusals import (
    CardTermsDiffer,
    NotAParentsPass,
    NotOfThisHousehold,
    PassExists,
    PassUnknown,
    PinUnusable,
    PinWrong,
)
from ledger import tenant
from ledger.amount import eur
from tests.budgets.entitlements.town import a_town, breaches, enter_people, rows
from tests.budgets.passes.town import PIN, TODAY, a_pass, code_on, open_passes, pair, put_on_pass
from tests.budgets.redemptions.town import show
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
NOBODY = uuid4()


@pytest.fixture
def people():
    """Serve a town and give its people; Noor and Sem live together."""
    with a_town():
        people = enter_people(3)
        lines = [
            MemberLine(number=number, household="h1", client_number=f"k000{number - 2}", from_on=LONG_AGO)
            for number in (2, 3)
        ]
        register_households(lines=lines, actor=TEST, on=LONG_AGO)
        yield people
        assert breaches() == []


def household():
    return reading(find_households)(["h1"])["h1"]


def leave(client_number):
    left = MemberLine(number=2, household="h1", client_number=client_number, from_on=LONG_AGO, until_on=TODAY)
    register_households(lines=[left], actor=TEST, on=TODAY)


class TestIssue:
    def test_gives_a_number_and_a_code_of_the_municipality(self, people):
        issued = a_pass(people[0])

        assert read_number(issued.number) == issued.number
        assert read_code(issued.code).municipality_id == tenant.current()
        assert show(issued.code).pass_id == issued.id
        assert reading(find_pass)(issued.number) == reading(find_pass_of)(people[0]) == issued.id

    def test_keeps_no_code_and_no_pin(self, people):
        issued = a_pass(people[0], pin=PIN)

        [kept] = rows("SELECT to_jsonb(p)::text FROM passes_pass p WHERE id = %s", issued.id)
        told = str([kept, *rows("SELECT facts, subject FROM trail_act")])
        assert issued.code not in told and issued.code.replace("-", "") not in told
        assert PIN not in kept[0].replace(issued.number, "").split('"pin_hash": "')[1][64:]
        assert issued.code not in repr(issued)
        assert isinstance(read_code(issued.code), PrintedCode)

    def test_is_refused_where_there_is_a_pass(self, people):
        a_pass(people[0])

        with pytest.raises(PassExists):
            a_pass(people[0])

    def test_is_refused_for_nobody(self, people):
        with pytest.raises(PersonUnknown):
            a_pass(NOBODY)

    def test_for_a_household_asks_that_one_lives_there(self, people):
        a_pass(people[0], household_id=household())

        with pytest.raises(NotOfThisHousehold):
            a_pass(people[2], household_id=household())

    def test_of_a_child_goes_under_the_pass_of_a_parent(self, people):
        parent = a_pass(people[0])

        child = a_pass(people[1], parent_id=parent.id)

        assert reading(list_sub_passes)(parent.id) == [child.id]
        with pytest.raises(NotAParentsPass):
            a_pass(people[2], parent_id=child.id)
        with pytest.raises(NotAParentsPass):
            a_pass(people[2], parent_id=NOBODY)

    @pytest.mark.parametrize("pin", ["", "123", "1234567", "0000", "1234", "8901", "4321", "12a4", "٢٥٨٠", "2580 "])
    def test_refuses_a_pin_that_is_none_or_easy(self, people, pin):
        with pytest.raises(PinUnusable):
            a_pass(people[0], pin=pin)

    def test_leaves_nearly_all_pins_to_choose_from(self):
        easy = [number for number in range(10_000) if is_easy(f"{number:04}")]

        assert 0 < len(easy) <= 30


class TestBlock:
    def test_works_at_once_and_is_undone(self, people):
        issued = a_pass(people[0])
        phone = pair(issued.id)

        block(pass_id=issued.id, actor=TEST, on=TODAY)

        for code in (issued.code, code_on(phone)):
            with pytest.raises(PassUnknown):
                show(code)
        unblock(pass_id=issued.id, actor=TEST, on=TODAY)
        assert show(issued.code).pass_id == show(code_on(phone)).pass_id == issued.id

    def test_is_said_of_a_pass_that_works(self, people):
        issued = a_pass(people[0])

        with pytest.raises(NotAllowedInState):
            unblock(pass_id=issued.id, actor=TEST, on=TODAY)
        block(pass_id=issued.id, actor=TEST, on=TODAY)
        with pytest.raises(NotAllowedInState):
            block(pass_id=issued.id, actor=TEST, on=TODAY)
        with pytest.raises(PassUnknown):
            block(pass_id=NOBODY, actor=TEST, on=TODAY)

    def test_leaves_what_is_on_it(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[0], "meedoen", category="adult")
        issued = a_pass(people[0])

        for act in (block, report_lost):
            act(pass_id=issued.id, actor=TEST, on=TODAY)
            assert on_pass(issued.id) == [30_000]


def on_pass(pass_id):
    return [each.available for each in reading(list_carried)(pass_id, on=TODAY)]


class TestReportLost:
    def test_ends_the_pass_and_its_phone_for_good(self, people):
        issued = a_pass(people[0])
        phone = pair(issued.id)

        report_lost(pass_id=issued.id, actor=TEST, on=TODAY)

        for code in (issued.code, code_on(phone)):
            with pytest.raises(PassUnknown):
                show(code)
        with pytest.raises(NotAllowedInState):
            unblock(pass_id=issued.id, actor=TEST, on=TODAY)
        with pytest.raises(PassUnknown):
            pair(issued.id)
        assert reading(find_pass_of)(people[0]) == issued.id

    def test_makes_room_for_another(self, people):
        issued = a_pass(people[0])
        child = a_pass(people[1], parent_id=issued.id)
        report_lost(pass_id=issued.id, actor=TEST, on=TODAY)

        another = a_pass(people[0])

        assert reading(find_pass_of)(people[0]) == another.id
        assert reading(list_sub_passes)(another.id) == [child.id]
        with pytest.raises(PassExists):
            replace(pass_id=issued.id, actor=TEST, on=TODAY)


class TestReplace:
    @pytest.mark.parametrize("before", [(), (block,), (report_lost,)], ids=["live", "blocked", "lost"])
    def test_gives_another_code_to_the_same_budgets(self, people, before):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[0], "meedoen", category="adult")
        old = a_pass(people[0], pin=PIN, day_limit=eur("20.00"))
        child = a_pass(people[1], parent_id=old.id)
        for act in before:
            act(pass_id=old.id, actor=TEST, on=TODAY)

        new = replace(pass_id=old.id, actor=TEST, on=TODAY)

        assert on_pass(new.id) == [30_000]
        assert (new.number, new.code) != (old.number, old.code)
        with pytest.raises(PassUnknown):
            show(old.code)
        assert show(new.code, pin=PIN).pass_id == new.id
        assert reading(list_sub_passes)(new.id) == [child.id]
        with pytest.raises(NotAllowedInState):
            replace(pass_id=old.id, actor=TEST, on=TODAY)

    def test_keeps_a_child_s_pass_under_it_that_was_lost_meanwhile(self, people):
        old = a_pass(people[0])
        child = a_pass(people[1], parent_id=old.id)
        report_lost(pass_id=child.id, actor=TEST, on=TODAY)
        new = replace(pass_id=old.id, actor=TEST, on=TODAY)

        child = replace(pass_id=child.id, actor=TEST, on=TODAY)

        assert reading(list_sub_passes)(new.id) == [child.id]

    def test_gives_who_left_the_household_a_pass_of_their_own(self, people):
        open_passes("meedoen", amount={"adult": "300.00"})
        put_on_pass(people[1], "meedoen", category="adult", household_id=household())
        stays = a_pass(people[0], household_id=household())
        stays = replace(pass_id=stays.id, actor=TEST, on=TODAY)
        assert on_pass(stays.id) == [30_000]

        leave("k0000")
        alone = replace(pass_id=stays.id, actor=TEST, on=TODAY)

        assert rows("SELECT household_id FROM passes_pass WHERE id = %s", alone.id) == [(None,)]
        assert on_pass(alone.id) == []

    def test_ends_the_phone(self, people):
        old = a_pass(people[0])
        phone = pair(old.id)

        replace(pass_id=old.id, actor=TEST, on=TODAY)

        with pytest.raises(PassUnknown):
            show(code_on(phone))


class TestSetPin:
    def test_changes_it(self, people):
        issued = a_pass(people[0], pin=PIN)

        set_pin(pass_id=issued.id, pin="7531", actor=TEST, on=TODAY)

        assert show(issued.code, pin="7531").pass_id == issued.id
        with pytest.raises(PinWrong):
            show(issued.code, pin=PIN)

    def test_is_not_for_a_pass_that_is_gone(self, people):
        issued = a_pass(people[0])
        report_lost(pass_id=issued.id, actor=TEST, on=TODAY)

        for gone in (issued.id, NOBODY):
            with pytest.raises(PassUnknown):
                set_pin(pass_id=gone, pin=PIN, actor=TEST, on=TODAY)


class TestCardTerms:
    def test_hold_from_their_day(self, people):
        tomorrow = TODAY + timedelta(days=1)
        terms = {"pin_required": True, "day_limit": eur("30.00"), "actor": TEST, "on": TODAY}
        for _ in range(2):
            set_card_terms(valid_from=tomorrow, **terms)

        assert card_terms(TODAY) == SecuredBy(pin_required=False, day_limit_minor=5_000)
        assert card_terms(tomorrow) == SecuredBy(pin_required=True, day_limit_minor=3_000)
        with pytest.raises(CardTermsDiffer):
            set_card_terms(valid_from=tomorrow, **terms | {"pin_required": False})


def card_terms(on):
    said = "SELECT pin_required, card_limit_minor FROM passes_look(%s, '', NULL, %s)"
    [(pin_required, day_limit)] = rows(said, tenant.current(), on)
    return SecuredBy() if pin_required is None else SecuredBy(pin_required, day_limit)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE passes_pass SET person_id = gen_random_uuid()", "UPDATE passes_pass SET code_hash = ''",
         "UPDATE passes_pass SET day_limit_minor = 1", "DELETE FROM passes_pass", "DELETE FROM passes_used_step",
         "UPDATE passes_used_step SET step = 1", "UPDATE passes_card_terms SET day_limit_minor = 1",
         "DELETE FROM passes_device", "UPDATE passes_device SET pass_id = gen_random_uuid()"],
    )  # fmt: skip
    def test_lets_the_application_change_no_more_than_it_must(self, people, statement):
        with pytest.raises(DatabaseError, match="permission denied"):
            rows(statement)

    def test_keeps_one_live_pass_of_a_person(self, people):
        issued = a_pass(people[0])

        with pytest.raises(DatabaseError, match="one_live_pass_of_a_person"):
            rows(
                "INSERT INTO passes_pass (id, municipality_id, state, person_id, number, code_hash, pin_hash,"
                " pin_tries, issued_on) SELECT gen_random_uuid(), municipality_id, 'ACTIVE', person_id, '1', '1', '',"
                " 0, issued_on FROM passes_pass WHERE id = %s",
                issued.id,
            )

    def test_does_not_count_more_wrong_pins_than_may_be_tried(self, people):
        issued = a_pass(people[0], pin=PIN)

        with pytest.raises(DatabaseError, match="pin_tries_are_few"):
            rows("UPDATE passes_pass SET pin_tries = 6 WHERE id = %s", issued.id)


class TestTheTrail:
    def test_says_what_was_done_and_tells_no_number(self, people):
        issued = a_pass(people[0])
        pair(issued.id)
        for act in (block, unblock, report_lost, replace):
            act(pass_id=issued.id, actor=TEST, on=TODAY)

        told = rows("SELECT name, facts FROM trail_act WHERE name LIKE 'pass.%%' OR name LIKE 'phone.%%' ORDER BY at")
        assert [name for name, _facts in told] == [
            "pass.issued", "phone.paired", "pass.blocked", "pass.unblocked", "pass.lost", "pass.replaced",
            "pass.issued",
        ]  # fmt: skip
        assert issued.number not in str(told)
