"""One look at a person opens several schemes, books nothing, and what is chosen from it is awarded whole or not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from budgets.entitlements.assessing import Asking, assess, award_assessed
from budgets.entitlements.refusals import AssessmentUnknown, NotAssessed
from budgets.parties.lines import LinesRefused
from budgets.parties.people import PersonUnknown
from budgets.schemes.facts import read_facts
from tests.budgets.entitlements.award_desk import RICH, SINGLE, adopt, decisions, rights_of
from tests.budgets.entitlements.town import BURGERBUDGET, NEW_YEAR, a_town, award_to, balance, breaches, enter_people
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database", "town")
YEARLY = "inkomenstoeslag"


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def look(person, facts, **said):
    asking = Asking(person_id=person, facts=read_facts(facts), **said)
    return assess(asking=asking, actor=TEST, on=NEW_YEAR)


def answers(made):
    return {each["scheme"]: (each["answer"], each["code"]) for each in made.verdicts}


class TestAssessing:
    def test_says_of_every_adopted_scheme_yes_no_or_that_a_person_must_look(self):
        adopt(YEARLY, "burgerbudget", "burgerbaan", "maatwerkbudget", "mmb")
        [noor] = enter_people(1)
        award_to([noor], BURGERBUDGET)

        assert answers(look(noor, RICH)) == {
            YEARLY: ("no", "not-eligible"),
            "burgerbaan": ("no", "scheme-excluded"),
            "burgerbudget": ("no", "already-awarded"),
            "maatwerkbudget": ("needs-a-person", "facts-missing"),
            "mmb": ("yes", ""),
        }

    def test_gives_the_amounts_of_each_budget(self):
        adopt("stadspas")
        [noor] = enter_people(1)

        [verdict] = look(noor, {}).verdicts

        assert [(each["budget"], each["first_minor"]) for each in verdict["amounts"]] == [
            ("vrij", [10_000]),
            ("sport", [5_000]),
        ]
        assert verdict["commitment_minor"] == 15_000

    def test_promises_nothing(self):
        adopt(YEARLY)
        [noor] = enter_people(1)

        look(noor, SINGLE)

        assert (balance("COMMITTED"), rights_of(noor), decisions()) == (0, [], [])

    def test_warns_of_what_it_does_to_other_rights(self):
        adopt("collectief-kapitaal")
        [noor] = enter_people(1)

        [verdict] = look(noor, SINGLE | {"benefit": True}).verdicts

        assert verdict["answer"] == "yes"
        assert verdict["warning"]["code"] == "lump-sum"
        assert verdict["effects"]


class TestAwardingFromAnAssessment:
    def test_awards_what_was_chosen_with_the_facts_of_then(self):
        adopt(YEARLY, "mmb", "stadspas")
        [noor] = enter_people(1)
        made = look(noor, SINGLE)

        tally = award_assessed(assessment_id=made.id, scheme_codes=[YEARLY, "mmb"], actor=TEST, on=NEW_YEAR)

        assert tally.added == 2
        assert [right[0] for right in rights_of(noor)] == [YEARLY, "mmb"]

    def test_awards_all_or_none(self):
        adopt(YEARLY, "mmb")
        [noor] = enter_people(1)
        made = look(noor, RICH)

        with pytest.raises(LinesRefused) as refused:
            award_assessed(assessment_id=made.id, scheme_codes=["mmb", YEARLY], actor=TEST, on=NEW_YEAR)

        assert [(line.number, line.refusal.code) for line in refused.value.lines] == [(2, "not-eligible")]
        assert rights_of(noor) == []

    def test_of_a_scheme_that_was_not_looked_at_is_refused(self):
        adopt("mmb")
        [noor] = enter_people(1)
        made = look(noor, SINGLE)

        with pytest.raises(NotAssessed):
            award_assessed(assessment_id=made.id, scheme_codes=[YEARLY], actor=TEST, on=NEW_YEAR)

    def test_that_is_not_there_is_refused(self):
        with pytest.raises(AssessmentUnknown):
            award_assessed(assessment_id=uuid4(), scheme_codes=[YEARLY], actor=TEST, on=NEW_YEAR)

    def test_of_someone_who_is_not_known_is_refused(self):
        adopt("mmb")

        with pytest.raises(PersonUnknown):
            look(uuid4(), SINGLE)

    def test_awards_it_once_also_where_it_may_be_decided_again_and_again(self):
        adopt("bijverdienpremie", share="0.30", cap="1000.00")
        adopt("maatwerkbudget")
        [noor] = enter_people(1)
        made = look(noor, {"earnings": "500.00", "amount": "100.00", "reason": "Een wasmachine."})
        chosen = {"assessment_id": made.id, "scheme_codes": ["bijverdienpremie", "maatwerkbudget"], "actor": TEST}

        tallies = [award_assessed(**chosen, on=day) for day in (NEW_YEAR, NEW_YEAR, NEW_YEAR + timedelta(days=1))]

        assert [(each.added, each.unchanged) for each in tallies] == [(2, 0), (0, 2), (0, 2)]
        assert balance("COMMITTED") == 25_000
