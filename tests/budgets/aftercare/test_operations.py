"""Duties of aftercare and seen warnings: opened, done, handed over and recorded, each once."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext

from budgets.aftercare.models import DutyKind
from budgets.aftercare.opening import check_warning_seen, list_seen_warnings, open_duties
from budgets.aftercare.operations import LONGEST_NOTE, finish_duty, reassign_duty, record_warning_seen
from budgets.aftercare.queries import find_aftercare, list_duties
from budgets.aftercare.refusals import DutyUnknown, NoteMissing, WarningNotSeen, WarningUnusable
from budgets.aftercare.warning import LumpSum
from budgets.lifecycles import NotAllowedInState
from budgets.operation import municipal_transaction
from budgets.parties.officers import OfficerUnknown
from budgets.schemes.catalogue import SchemeUnknown
from ledger import tenant
from ledger.database import AppendOnly
from tests.budgets.aftercare.town import APRIL, MARCH, a_line
from tests.budgets.entitlements.town import rows, told
from tests.builders import TEST, a_municipality, a_person, an_officer

pytestmark = pytest.mark.usefixtures("database", "town")

LUMP = LumpSum(MARCH, 150_000, 120_000)


@pytest.fixture
def town():
    with tenant.serving(a_municipality()):
        yield


def opened(*lines):
    with municipal_transaction():
        return open_duties(lines)


def a_duty(person=None, subject=None):
    """Open a duty about Noor and give its id."""
    chosen = subject or uuid4()
    opened(a_line(person or a_person(), chosen))
    [duty] = [each.id for each in duties(state="OPEN") if each.subject == chosen]
    return duty


def duties(**which):
    with municipal_transaction():
        return list_duties(**which)


class TestOpening:
    def test_is_done_once_for_each_kind(self):
        noor, subject = a_person(), uuid4()

        assert opened(a_line(noor, subject), a_line(noor, subject, DutyKind.EFFECTS), a_line(noor, subject)) == 2
        assert opened(a_line(noor, subject)) == 0
        assert opened() == 0
        assert {(each.person, each.kind, each.owner) for each in duties()} == {
            ("noor", "EFFECTS", ""),
            ("noor", "ENDED", ""),
        }

    def test_begins_again_after_it_was_done(self):
        noor, subject = a_person(), uuid4()
        finish(a_duty(noor, subject))

        assert opened(a_line(noor, subject)) == 1

    def test_is_refused_by_the_database_when_it_is_open_already(self):
        a_duty()

        with pytest.raises(Error, match="one_open_duty_of_a_kind"):
            rows(
                "INSERT INTO aftercare_duty (id, municipality_id, person_id, scheme, subject, kind, opened_on, due_on,"
                " effects, note, state) SELECT gen_random_uuid(), municipality_id, person_id, scheme, subject, kind,"
                " opened_on, due_on, effects, note, 'OPEN' FROM aftercare_duty"
            )


def finish(duty_id, note="Called; all is well", on=APRIL):
    finish_duty(duty_id=duty_id, note=note, actor=TEST, on=on)


class TestFinishing:
    def test_keeps_the_note_and_the_day(self):
        duty = a_duty()

        finish(duty, note="  Called.  ")

        [done] = duties(state="DONE")
        assert (done.note, done.done_on) == ("Called.", APRIL)
        assert [act.facts for act in told("duty.done")] == [{"entitlement": str(done.subject)}]

    @pytest.mark.parametrize("note", ["", "   ", "x" * (LONGEST_NOTE + 1)])
    def test_needs_a_note_of_some_length(self, note):
        with pytest.raises(NoteMissing):
            finish(a_duty(), note=note)

    def test_is_done_once(self):
        duty = a_duty()
        finish(duty)

        with pytest.raises(NotAllowedInState):
            finish(duty)

    def test_of_a_duty_that_is_not_there_is_refused(self):
        with pytest.raises(DutyUnknown):
            finish(uuid4())

    @pytest.mark.parametrize(
        "statement", ["UPDATE aftercare_duty SET note = 'other'", "UPDATE aftercare_duty SET owner_id = NULL"]
    )
    def test_is_for_good_in_the_database(self, statement):
        finish(a_duty())

        with pytest.raises(AppendOnly):
            rows(statement)

    def test_without_a_note_is_refused_by_the_database(self):
        a_duty()

        with pytest.raises(Error, match="duty_is_done_with_a_note"):
            rows("UPDATE aftercare_duty SET state = 'DONE', done_on = '2026-04-12'")


class TestReassigning:
    def test_gives_it_to_an_officer(self):
        duty = a_duty()

        reassign_duty(duty_id=duty, officer_id=an_officer("Fatima"), actor=TEST, on=APRIL)
        reassign_duty(duty_id=duty, officer_id=an_officer("Joost"), actor=TEST, on=APRIL)

        assert [each.owner for each in duties()] == ["joost"]
        assert len(told("duty.reassigned")) == 2

    def test_to_nobody_is_refused(self):
        with pytest.raises(OfficerUnknown):
            reassign_duty(duty_id=a_duty(), officer_id=uuid4(), actor=TEST, on=APRIL)

    def test_of_what_is_done_is_refused(self):
        duty = a_duty()
        finish(duty)

        with pytest.raises(NotAllowedInState):
            reassign_duty(duty_id=duty, officer_id=an_officer(), actor=TEST, on=APRIL)


class TestTheRegister:
    def test_lists_what_is_overdue_only_while_it_is_open(self):
        done, late = a_duty(), a_duty(a_person("Sem", iban=None))
        finish(done)

        assert [each.id for each in duties(overdue_on=date(2026, 4, 13))] == [late]
        assert duties(overdue_on=APRIL) == []
        assert len(duties()) == 2

    def test_says_per_entitlement_whether_aftercare_is_closed(self):
        noor, first, second = a_person(), uuid4(), uuid4()
        finish(a_duty(noor, first))
        opened(a_line(noor, second))
        with municipal_transaction():
            before = find_aftercare([first, second, uuid4()])
        opened(a_line(noor, first, DutyKind.EFFECTS))

        assert before == {first: "closed", second: "open"}
        with municipal_transaction():
            assert find_aftercare([first]) == {first: "open"}


def see(person: UUID, *, seen_on=MARCH, language="nl", scheme="bouwdepot", on=MARCH):
    return record_warning_seen(
        person_id=person, scheme_code=scheme, language=language, seen_on=seen_on, actor=TEST, on=on
    )


def check(person: UUID, on=MARCH):
    with municipal_transaction():
        seen = list_seen_warnings([person]).get((person, "bouwdepot"), [])
    check_warning_seen(seen, "bouwdepot", LUMP, on=on)


class TestAWarning:
    def test_lets_an_award_through_once_it_was_seen(self):
        noor = a_person()
        with pytest.raises(WarningNotSeen):
            check(noor)

        assert see(noor)

        check(noor)

    def test_of_long_ago_does_not_hold(self):
        noor = a_person()
        see(noor)

        with pytest.raises(WarningNotSeen):
            check(noor, on=date(2026, 4, 27))

    def test_of_somebody_else_or_another_scheme_does_not_hold(self):
        noor = a_person()
        see(a_person("Sem", iban=None))
        see(noor, scheme="burgerbudget")

        with pytest.raises(WarningNotSeen):
            check(noor)

    def test_recorded_twice_is_one(self):
        noor = a_person()

        assert [see(noor), see(noor)] == [True, False]
        assert len(told("warning.seen")) == 1

    @pytest.mark.parametrize("how", [{"seen_on": date(2026, 3, 2)}, {"language": "de"}])
    def test_that_cannot_be_is_refused(self, how):
        with pytest.raises(WarningUnusable):
            see(a_person(), **how)

    def test_of_nobody_or_of_no_scheme_is_refused(self):
        with pytest.raises(WarningUnusable):
            see(uuid4())
        with pytest.raises(SchemeUnknown):
            see(a_person(), scheme="none")

    @pytest.mark.parametrize(
        "statement", ["UPDATE aftercare_warning SET seen_on = now()", "DELETE FROM aftercare_duty"]
    )
    def test_stays_as_it_was_recorded(self, statement):
        with pytest.raises(Error, match="permission denied"):
            rows(statement)


def test_the_register_costs_one_query():
    noor = a_person()
    opened(*[a_line(noor, uuid4()) for _ in range(20)])

    with municipal_transaction(), CaptureQueriesContext(connection) as asked:
        list_duties()

    assert len(asked) == 1
