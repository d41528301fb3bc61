"""A pass is shown at a till: what works, what does not, and that neither the answer nor the work tells why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.passes.codes import Purpose, make_number, make_printed_code, make_shown_code, step_at
from budgets.passes.keys import digest_of_pin, key_of_device
from budgets.passes.operations import block, set_card_terms, set_pin
from budgets.passes.phones import renew_handle, unpair_phone
from budgets.passes.refusals import (
    ClockTooFar,
    CodeOutOfTime,
    PassUnknown,
    PinLocked,
    PinRequired,
    PinWrong,
)
from ledger import tenant
from ledger.amount import eur
from tests.budgets.entitlements.town import a_town, enter_people, rows
from tests.budgets.passes.town import NOON, PIN, TODAY, a_pass, code_on, later, pair
from tests.budgets.redemptions.town import pay, show, till_of, why_not
from tests.budgets.shops.town import a_shop
from tests.builders import TEST, a_municipality

pytestmark = pytest.mark.usefixtures("database")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def people():
    with a_town():
        yield enter_people(2)


class TestAPrintedCode:
    def test_has_a_day_limit_without_a_pin(self, people):
        noor, sem = a_pass(people[0]), a_pass(people[1], day_limit=eur("20.00"))

        assert (show(noor.code).day_limit_minor, show(sem.code).day_limit_minor) == (5_000, 2_000)

    def test_has_no_day_limit_with_a_pin(self, people):
        noor = a_pass(people[0], pin=PIN)

        assert show(noor.code, pin=PIN).day_limit_minor is None
        with pytest.raises(PinRequired):
            show(noor.code)

    def test_asks_a_pin_where_the_terms_do(self, people):
        noor = a_pass(people[0])
        set_card_terms(valid_from=TODAY, pin_required=True, day_limit=eur("30.00"), actor=TEST, on=TODAY)

        with pytest.raises(PinRequired):
            show(noor.code)
        with pytest.raises(PinWrong):
            show(noor.code, pin="2580")
        set_pin(pass_id=noor.id, pin=PIN, actor=TEST, on=TODAY)
        assert show(noor.code, pin=PIN).pass_id == noor.id

    def test_may_be_shown_again(self, people):
        noor = a_pass(people[0])

        assert show(noor.code) == show(noor.code.replace("-", " ").lower())


class TestAPin:
    def test_is_locked_after_five_wrong_ones_in_a_row(self, people):
        noor = a_pass(people[0], pin=PIN)
        left = []
        for number in range(4):
            with pytest.raises(PinWrong) as refused:
                show(noor.code, pin=f"753{number}")
            left.append(refused.value.facts["left"])

        assert left == [4, 3, 2, 1]
        with pytest.raises(PinLocked):
            show(noor.code, pin="7534")
        with pytest.raises(PinLocked):
            show(noor.code, pin=PIN)
        assert rows("SELECT pin_tries FROM passes_pass") == [(5,)]
        assert rows("SELECT count(*) FROM trail_act WHERE name = 'pass.pin_mistaken'") == [(5,)]
        assert show(code_on(pair(noor.id))).pass_id == noor.id  # the phone needs none

    def test_is_counted_anew_after_a_right_one(self, people):
        noor = a_pass(people[0], pin=PIN)
        for _ in range(2):
            for _ in range(4):
                with pytest.raises(PinWrong):
                    show(noor.code, pin="7531")
            show(noor.code, pin=PIN)

        assert rows("SELECT pin_tries FROM passes_pass") == [(0,)]

    def test_is_unlocked_by_another(self, people):
        noor = a_pass(people[0], pin=PIN)
        for _ in range(5):
            with pytest.raises((PinWrong, PinLocked)):
                show(noor.code, pin="7531")

        set_pin(pass_id=noor.id, pin="1379", actor=TEST, on=TODAY)

        assert show(noor.code, pin="1379").pass_id == noor.id

    def test_of_no_pass_is_refused(self, people):
        told = rows(
            "SELECT passes_lock_shown(%s, %s, NULL, 'a digest', 'test', '', %s)", tenant.current(), uuid4(), TODAY
        )

        assert told == [('{"facts": {}, "refused": "pass-unknown"}',)]

    def test_is_known_by_a_digest_that_nobody_makes_without_the_secret(self, people, settings):
        digest, key = digest_of_pin(people[0], PIN), key_of_device(people[0])
        assert digest != digest_of_pin(people[1], PIN)

        settings.PASS_KEY = "another"

        assert (digest, key) != (digest_of_pin(people[0], PIN), key_of_device(people[0]))
        assert digest != digest_of_pin(people[0], PIN) and key != key_of_device(people[0])


class TestAPhone:
    def test_shows_a_code_that_works_one_step_early_or_late(self, people):
        phone = pair(a_pass(people[0]).id)

        for seconds in (-20, 0, 20):
            assert show(code_on(phone, later(seconds=seconds))).device_id == phone.id
        for seconds in (-40, 40):
            with pytest.raises(CodeOutOfTime):
                show(code_on(phone, later(seconds=seconds)))

    def test_whose_clock_is_off_shows_one_that_works(self, people):
        off = timedelta(hours=3, seconds=7)
        phone = pair(a_pass(people[0]).id, clock=NOON + off)

        assert show(code_on(phone, NOON + off)).device_id == phone.id
        with pytest.raises(CodeOutOfTime):
            show(code_on(phone, NOON))

    def test_whose_clock_is_far_off_is_not_paired(self, people):
        noor = a_pass(people[0])

        for days in (-1.1, 1.1):
            with pytest.raises(ClockTooFar):
                pair(noor.id, clock=later(days=days))

    def test_is_the_only_one_of_its_pass(self, people):
        noor = a_pass(people[0])
        first = pair(noor.id)

        second = pair(noor.id)

        with pytest.raises(PassUnknown):
            show(code_on(first))
        assert show(code_on(second)).device_id == second.id
        unpair_phone(pass_id=noor.id, actor=TEST, on=TODAY)
        with pytest.raises(PassUnknown):
            show(code_on(second))

    def test_needs_its_own_key(self, people):
        noor, sem = (pair(a_pass(each).id) for each in people)

        with pytest.raises(PassUnknown):
            show(code_on(sem, handle=noor.handle))
        with pytest.raises(PassUnknown):
            show(code_on(noor, purpose=Purpose.RENEW))

    def test_keeps_its_key_to_itself(self, people):
        phone = pair(a_pass(people[0]).id)

        kept = str(rows("SELECT to_jsonb(d) FROM passes_device d") + rows("SELECT facts FROM trail_act"))
        assert phone.key.hex() not in kept and phone.handle not in str(rows("SELECT facts FROM trail_act"))
        assert phone.key.hex() not in repr(phone) and str(phone.key) not in repr(phone)


def renew(phone, *, clock=None, on=TOMORROW, handle="", at=None):
    at = at or later(days=(on - TODAY).days)
    code = code_on(phone, clock or at, handle=handle, purpose=Purpose.RENEW)
    return renew_handle(code=code, clock=clock or at, actor=TEST, on=on, at=at)


class TestAHandle:
    def test_is_another_each_day_and_both_pay_until_the_next(self, people):
        phone = pair(a_pass(people[0]).id)
        second = renew(phone)
        third = renew(phone, on=TOMORROW + timedelta(days=1), handle=second)

        assert len({phone.handle, second, third}) == 3
        assert show(code_on(phone, handle=third)).device_id == show(code_on(phone, handle=second)).device_id
        with pytest.raises(PassUnknown):
            show(code_on(phone))

    def test_is_renewed_once_a_day(self, people):
        phone = pair(a_pass(people[0]).id)

        assert renew(phone, on=TODAY) == phone.handle
        assert renew(phone) == renew(phone) == renew(phone, handle=renew(phone))

    def test_of_a_lost_answer_is_told_again_on_another_day(self, people):
        phone = pair(a_pass(people[0]).id)
        lost = renew(phone)

        told = renew(phone, on=TOMORROW + timedelta(days=1))

        assert told not in (lost, phone.handle)
        assert show(code_on(phone)).device_id == show(code_on(phone, handle=told)).device_id

    def test_is_renewed_with_the_clock(self, people):
        phone = pair(a_pass(people[0]).id)

        handle = renew(phone, clock=later(days=1, hours=1), at=later(days=1))

        assert show(code_on(phone, later(hours=1), handle=handle), at=NOON).device_id == phone.id
        with pytest.raises(ClockTooFar):
            renew(phone, clock=later(days=9), handle=handle)

    def test_is_renewed_by_the_phone_only(self, people):
        noor = a_pass(people[0])
        phone = pair(noor.id)
        when = {"clock": NOON, "actor": TEST, "on": TOMORROW, "at": NOON}

        wrong = [
            code_on(phone),
            code_on(phone, later(minutes=5), purpose=Purpose.RENEW),
            code_on(phone, handle="0" * 16, purpose=Purpose.RENEW),
            noor.code,
        ]

        for code in wrong:
            with pytest.raises(PassUnknown):
                renew_handle(code=code, **when)
        block(pass_id=noor.id, actor=TEST, on=TODAY)
        with pytest.raises(PassUnknown):
            renew(phone)


class TestWhatIsNotKnown:
    """Unknown, blocked, another municipality's, mistyped: one answer, and the same work."""

    def codes(self, people):
        """Give what does not work, by what it is, with the work that a code of its kind costs when it does."""
        noor, sem = a_pass(people[0]), a_pass(people[1], pin=PIN)
        phones = [pair(noor.id), pair(sem.id)]
        a_shop()
        works = {"printed": show_counted(noor.code), "shown": show_counted(code_on(phones[0]))}
        assert {why for why, _, _ in works.values()} == {"exceeds-available-balance"}
        block(pass_id=sem.id, actor=TEST, on=TODAY)
        here, elsewhere = tenant.current(), a_municipality()
        with tenant.serving(elsewhere):
            [stranger] = enter_people(1)
            theirs = a_pass(stranger)
            their_phone = code_on(pair(theirs.id))
        step = step_at(NOON)
        unknown = {
            "printed": [
                make_printed_code(here), make_printed_code(elsewhere), sem.code, theirs.code, "", "x" * 1_000, "é",
                make_number(here), noor.number, noor.code[:-1],
            ],
            "shown": [
                make_shown_code(here, "0" * 16, step, key=phones[0].key), code_on(phones[1]), their_phone,
                make_shown_code(here, phones[0].handle, step, key=bytes(32)),
                make_shown_code(elsewhere, phones[0].handle, step, key=phones[0].key),
            ],
        }  # fmt: skip
        return works, unknown

    def test_gets_one_answer_for_the_same_work(self, people):
        works, unknown = self.codes(people)

        for kind, codes in unknown.items():
            _, _, trips = works[kind]
            for code in codes:
                assert (kind, *show_counted(code)) == (kind, "pass-unknown", {}, trips)

    def test_is_written_down_as_refused(self, people):
        with pytest.raises(PassUnknown) as refused:
            show(make_printed_code(tenant.current()))

        assert rows("SELECT name, refused, facts FROM trail_act WHERE refused <> ''") == [
            ("redemptions.redeem.refused", "pass-unknown", "{}")
        ]
        assert refused.value.facts == {}


def show_counted(code):
    """Give why a pass that carries nothing does not pay, with the facts of that, and in how many trips it is said."""
    till = till_of()
    with CaptureQueriesContext(connection) as asked:
        answer = pay(till, code, 1)
    return why_not(answer), answer.outcome.facts, len(asked)
