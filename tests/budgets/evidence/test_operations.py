import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.evidence import queries
from budgets.evidence.attesting import HoursLine
from budgets.evidence.models import Attestation
from budgets.evidence.operations import attest
from budgets.operation import municipal_transaction, reading
from budgets.parties.lines import LinesRefused, Tally
from budgets.schemes.periods import Period, parse_period
from ledger import tenant
from ledger.database import InProgress
from tests.builders import TEST, a_municipality, a_person, an_organisation

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 4, 1)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def town():
    """Serve a municipality with two people and two organisations that can vouch for their hours."""
    municipality = a_municipality()
    with tenant.serving(municipality):
        yield SimpleNamespace(
            id=municipality,
            noor=a_person("Noor"),
            sem=a_person("Sem"),
            buurthuis=an_organisation("Buurthuis"),
            zwembad=an_organisation("Zwembad", rsin="001234572", kind="SBBI"),
        )


def said(town, hours="4", **other):
    """Give a line in which the Buurthuis vouches for hours of Noor on a Monday, unless it says otherwise."""
    line = HoursLine(
        number=2,
        organisation_id=town.buurthuis,
        kind="ANBI",
        person_id=town.noor,
        covers=Period(MONDAY, MONDAY + timedelta(days=1)),
        hours=Decimal(hours),
        description="koffie",
    )
    return replace(line, **other)


def take(*lines, partial=False):
    return attest(lines=lines, actor=TEST, on=TODAY, partial=partial)


def hours_of(person_id):
    found = reading(queries.list_hours)([person_id], date(2026, 1, 1), TODAY)
    return [(day, hours) for _attestation, _person, day, hours in found]


def refusals(*lines):
    with pytest.raises(LinesRefused) as refused:
        take(*lines)
    return [(line.number, line.refusal.code) for line in refused.value.lines]


class TestAttest:
    def test_takes_the_hours_of_a_day(self, town):
        assert take(said(town, hours="3.25")) == Tally(added=1)

        assert hours_of(town.noor) == [(MONDAY, Decimal("3.25"))]

    def test_counts_hours_of_a_quarter_on_its_last_day(self, town):
        take(said(town, hours="40", covers=parse_period("2026-Q1")))

        assert hours_of(town.noor) == [(date(2026, 3, 31), Decimal("40.00"))]

    def test_takes_the_hours_of_a_quarter_that_is_not_over(self, town):
        assert take(said(town, hours="40", covers=parse_period("2026-Q2"))).added == 1

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"kind": "OTHER"}, "organisation-not-recognised"),
            ({"organisation_id": None}, "organisation-unknown"),
            ({"person_id": None}, "person-unknown"),
            ({"hours": Decimal("-0.01")}, "hours-negative"),
            ({"hours": Decimal("24.01")}, "too-many-hours"),
            ({"covers": Period(date(2026, 4, 2), date(2026, 4, 3))}, "in-the-future"),
        ],
    )
    def test_refuses(self, town, wrong, code):
        assert refusals(said(town, **wrong)) == [(2, code)]

        assert hours_of(town.noor) == []

    def test_takes_24_hours_on_the_day_itself(self, town):
        today = Period(TODAY, TODAY + timedelta(days=1))

        assert take(said(town, hours="24", covers=today)).added == 1

    def test_adds_up_the_day_over_all_organisations(self, town):
        take(said(town, hours="20"))

        assert refusals(said(town, hours="4.01", organisation_id=town.zwembad)) == [(2, "too-many-hours")]
        assert take(said(town, hours="4", organisation_id=town.zwembad)).added == 1

    def test_adds_up_the_day_within_one_file(self, town):
        lines = [said(town, hours="20"), said(town, hours="5", organisation_id=town.zwembad, number=3)]

        assert refusals(*lines) == [(3, "too-many-hours")]

    def test_takes_fewer_hours_here_and_more_there_in_any_order(self, town):
        take(said(town, hours="20"))
        more = said(town, hours="20", organisation_id=town.zwembad)

        assert take(more, said(town, hours="4", number=3, replaces=True)) == Tally(added=1, changed=1)

    def test_refuses_the_second_line_about_the_same_hours(self, town):
        assert refusals(said(town), said(town, hours="5", number=3, replaces=True)) == [(3, "line-twice")]

    def test_books_nothing_of_lines_with_a_wrong_one(self, town):
        wrong = said(town, person_id=None, number=3)

        assert refusals(said(town), wrong) == [(3, "person-unknown")]

        assert hours_of(town.noor) == []

    def test_books_the_good_lines_when_a_part_is_asked(self, town):
        tally = take(said(town), said(town, person_id=None, number=3), partial=True)

        assert tally.added == 1
        assert [line.number for line in tally.refused] == [3]
        assert hours_of(town.noor) == [(MONDAY, Decimal("4.00"))]

    def test_costs_the_same_number_of_statements_for_one_line_as_for_a_thousand(self, town):
        days = [date(2021, 1, 1) + timedelta(days=each) for each in range(1_000)]
        lines = [said(town, covers=Period(day, day + timedelta(days=1)), number=day.toordinal()) for day in days]

        with CaptureQueriesContext(connection) as for_one:
            take(said(town))
        with CaptureQueriesContext(connection) as for_many:
            take(*lines)

        assert len(for_many) == len(for_one)


class TestCorrection:
    def test_changes_nothing_when_it_says_the_same(self, town):
        take(said(town))

        assert take(said(town, replaces=True)) == Tally(unchanged=1)

        with municipal_transaction():
            assert Attestation.objects.count() == 1

    def test_replaces_what_was_said_before(self, town):
        take(said(town, hours="4"))

        assert take(said(town, hours="2", replaces=True)) == Tally(changed=1)

        assert hours_of(town.noor) == [(MONDAY, Decimal("2.00"))]
        with municipal_transaction():
            earlier, later = Attestation.objects.order_by("-hours")
            assert earlier.replaced_by_id == later.id

    def test_leaves_other_people_organisations_and_days_alone(self, town):
        take(
            said(town),
            said(town, person_id=town.sem),
            said(town, organisation_id=town.zwembad),
            said(town, covers=Period(MONDAY - timedelta(days=1), MONDAY)),
        )

        assert take(said(town, hours="1", replaces=True)) == Tally(changed=1)

        assert sum(hours for _day, hours in hours_of(town.noor)) == 9
        assert hours_of(town.sem) == [(MONDAY, Decimal("4.00"))]

    def test_is_refused_when_it_does_not_say_that_it_corrects(self, town):
        take(said(town))

        assert refusals(said(town, hours="5")) == [(2, "already-attested")]

    def test_of_days_replaces_what_was_said_about_their_quarter(self, town):
        quarter = parse_period("2026-Q1")
        days = [Period(MONDAY + timedelta(days=ahead), MONDAY + timedelta(days=ahead + 1)) for ahead in (0, 1)]
        stated = [said(town, covers=day, number=number, statement=quarter) for number, day in enumerate(days, start=2)]
        take(said(town, hours="30", covers=quarter))

        assert refusals(*stated) == [(2, "already-attested"), (3, "already-attested")]
        take(*(replace(line, replaces=True) for line in stated))

        assert hours_of(town.noor) == [(day.starts_on, Decimal("4")) for day in days]

    def test_of_a_quarter_replaces_its_days(self, town):
        take(said(town))

        take(said(town, hours="30", covers=parse_period("2026-Q1"), replaces=True))

        assert hours_of(town.noor) == [(date(2026, 3, 31), Decimal("30.00"))]

    def test_of_one_day_in_an_attested_quarter_is_refused(self, town):
        take(said(town, hours="30", covers=parse_period("2026-Q1")))

        assert refusals(said(town, replaces=True)) == [(2, "already-attested")]

    def test_may_exceed_a_day_no_more_than_a_first_line(self, town):
        take(said(town, hours="4"), said(town, hours="10", organisation_id=town.zwembad))

        assert refusals(said(town, hours="14.01", replaces=True)) == [(2, "too-many-hours")]
        assert take(said(town, hours="14", replaces=True)).changed == 1


class TestTwoImportsAtOnce:
    def test_take_the_same_hours_once(self, town):
        answers, start = [], threading.Barrier(2)

        def import_hours():
            with tenant.serving(town.id):
                start.wait()
                answers.append(take(said(town, replaces=True)))
            connection.close()

        imports = [threading.Thread(target=import_hours) for _each in range(2)]
        for each in imports:
            each.start()
        for each in imports:
            each.join()

        assert sorted(answer.added for answer in answers) == [0, 1]
        assert hours_of(town.noor) == [(MONDAY, Decimal("4.00"))]

    def test_gives_a_clean_answer_to_who_waits_too_long(self, town, owner):
        with owner.cursor() as another:
            another.execute("SELECT pg_advisory_lock(hashtext('hours'), %s)", [town.id])

            with pytest.raises(InProgress):
                take(said(town))

            another.execute("SELECT pg_advisory_unlock_all()")
        assert take(said(town)).added == 1


class TestWeighing:
    def test_takes_hours_off_the_list_of_what_is_late(self, town):
        take(said(town))
        run = uuid4()
        late = reading(queries.list_unweighed)([town.noor])

        with municipal_transaction():
            assert queries.mark_weighed([late[0][0]], run) == 1
            assert queries.mark_weighed([late[0][0]], uuid4()) == 0

        assert reading(queries.list_unweighed)([town.noor]) == []

    def test_is_asked_again_for_a_correction(self, town):
        take(said(town))
        with municipal_transaction():
            queries.mark_weighed([row[0] for row in queries.list_unweighed([town.noor])], uuid4())

        take(said(town, hours="2", replaces=True))

        assert [row[3] for row in reading(queries.list_unweighed)([town.noor])] == [Decimal("2.00")]
