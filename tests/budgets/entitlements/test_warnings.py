"""An award to somebody with a benefit waits until they saw what a lump sum may do; a duty to look after them opens."""

from datetime import date, timedelta

import pytest

from budgets.aftercare.operations import record_warning_seen
from budgets.aftercare.queries import list_duties
from budgets.aftercare.refusals import WarningNotSeen, WarningUnusable
from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award
from budgets.operation import Actor, municipal_transaction
from budgets.parties.lines import LinesRefused
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    a_town,
    asked,
    enter_people,
    open_scheme,
    rows,
    told,
)
from tests.builders import LONG_AGO, TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")

ENERGY, GIFTS = "energietoeslag", "gewoon-geld-geven"
MARCH = date(2026, 3, 1)
POOR = {"household_type": "single", "income": "1000.00", "norm": "1300.00"}


@pytest.fixture
def noor():
    with a_town(BURGERBUDGET, BOUWDEPOT, GIFTS):
        adopt_scheme(scheme_code=ENERGY, actor=TEST, on=LONG_AGO, terms={"amount": {"single": "800.00"}})
        open_scheme(ENERGY)
        [noor] = enter_people(1)
        yield noor


def line(person, scheme, seen_on=None, language="nl", starts_on=MARCH, **facts):
    return AwardLine(
        number=2,
        person_id=person,
        scheme_code=scheme,
        starts_on=starts_on,
        facts=read_facts(facts),
        warning_seen_on=seen_on,
        warning_language=language,
    )


def ask(*lines, on=MARCH, actor=TEST):
    return award(lines=lines, actor=actor, on=on)


def awarded():
    return rows("SELECT scheme FROM entitlements_entitlement WHERE state = 'ACTIVE' ORDER BY 1")


def duties():
    with municipal_transaction():
        return list_duties()


class TestALumpSum:
    def test_waits_until_the_warning_was_seen(self, noor):
        with pytest.raises(LinesRefused) as refused:
            ask(line(noor, ENERGY, benefit=True, **POOR))

        [said] = refused.value.lines
        assert isinstance(said.refusal, WarningNotSeen)
        assert said.refusal.facts["amount_minor"] == 80_000
        assert awarded() == []

    def test_is_awarded_once_it_was_recorded(self, noor):
        record_warning_seen(person_id=noor, scheme_code=ENERGY, language="en", seen_on=MARCH, actor=TEST, on=MARCH)

        ask(line(noor, ENERGY, benefit=True, **POOR))

        assert awarded() == [(ENERGY,)]

    def test_is_awarded_when_the_line_says_when_it_was_seen(self, noor):
        ask(line(noor, ENERGY, seen_on=MARCH, language="en", benefit=True, **POOR))

        assert awarded() == [(ENERGY,)]
        assert rows("SELECT scheme, seen_on, shown_by, language FROM aftercare_warning") == [
            (ENERGY, MARCH, "test", "en")
        ]
        assert len(told("warning.seen")) == 1

    @pytest.mark.parametrize("how", [{"seen_on": MARCH + timedelta(1)}, {"seen_on": MARCH, "language": "de"}])
    def test_with_a_warning_that_cannot_be_is_refused(self, noor, how):
        with pytest.raises(LinesRefused) as refused:
            ask(line(noor, ENERGY, benefit=True, **how, **POOR))

        assert isinstance(refused.value.lines[0].refusal, WarningUnusable)
        assert rows("SELECT count(*) FROM aftercare_warning") == [(0,)]

    @pytest.mark.parametrize("facts", [{}, {"benefit": False}])
    def test_needs_no_warning_without_a_benefit(self, noor, facts):
        ask(line(noor, ENERGY, **facts, **POOR))

        assert awarded() == [(ENERGY,)]

    def test_refused_for_its_warning_takes_nothing_from_the_fund(self, noor):
        [sem] = enter_people(1, beginning="s")

        result = award(
            lines=[line(noor, ENERGY, benefit=True, **POOR), line(sem, ENERGY, **POOR)],
            actor=TEST,
            on=MARCH,
            partial=True,
        )

        assert (result.added, len(result.refused)) == (1, 1)
        assert rows("SELECT sum(amount) FROM ledger_posting WHERE act = 'commit' AND class = 'FREE'") in (
            [(80_000,)], [(-80_000,)]
        )  # fmt: skip

    @pytest.mark.parametrize("limit", [{}, {"warning_above": "100.00"}])
    def test_begins_where_the_terms_or_the_exemption_say(self, limit):
        with a_town():
            adopt_scheme(scheme_code=GIFTS, actor=TEST, on=LONG_AGO, terms=limit)
            open_scheme(GIFTS)
            asked_for = line(enter_people(1)[0], GIFTS, benefit=True, other_gifts="0.00")  # 150 a month

            if limit:
                with pytest.raises(LinesRefused):
                    ask(asked_for)
            else:
                ask(asked_for)


class TestAnAward:
    def test_that_may_move_other_rights_opens_a_duty_of_who_decides(self, noor):
        fatima = an_officer("Fatima")

        ask(line(noor, GIFTS, benefit=True, other_gifts="0.00"), actor=Actor("desk", fatima))

        [duty] = duties()
        assert (duty.kind, duty.owner, duty.due_on) == ("EFFECTS", "fatima", date(2026, 4, 12))
        assert ("gift-above", 30_000) in [(each["code"], each["by_minor"]) for each in duty.effects]  # 1,500 in 2026
        assert "gift-within" not in [each["code"] for each in duty.effects]

    def test_of_a_burgerbudget_always_opens_one(self, noor):
        ask(*asked([noor], BURGERBUDGET, starts_on=MARCH))

        [duty] = duties()
        assert (duty.kind, duty.owner) == ("EFFECTS", "")

    def test_of_which_nobody_knows_more_opens_none(self, noor):
        ask(*asked([noor], BOUWDEPOT, starts_on=MARCH))

        assert duties() == []

    def test_asked_again_opens_nothing_more(self, noor):
        for _time in range(2):
            ask(line(noor, GIFTS, benefit=True, other_gifts="0.00"))

        assert len(duties()) == 1

    def test_knows_the_date_of_birth_that_the_municipality_knows(self, noor):
        ask(line(noor, GIFTS, household_type="single", income="1400.00", benefit=False, assets="0.00"))

        [duty] = duties()
        assert [each["code"] for each in duty.effects] == ["local-110", "remission"]  # 1,541.65 and 1,401.50
