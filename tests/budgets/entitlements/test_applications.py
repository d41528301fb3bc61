"""Applications and proposals: they promise nothing, are decided in time by a person, and what was said is kept."""

from datetime import date, timedelta

import pytest

from budgets.entitlements.applications import (
    apply,
    award_application,
    decide_proposed,
    propose,
    refuse_application,
    withdraw_application,
)
from budgets.entitlements.explaining import get_told, list_told_of_person
from budgets.entitlements.operations import end_all_of_person
from budgets.entitlements.proposing import line_of
from budgets.entitlements.refusals import ApplicationUnknown, ReasonMissing, SeveralWait
from budgets.entitlements.register import find_application, list_applications, list_had_in
from budgets.lifecycles import NotAllowedInState
from budgets.operation import reading
from budgets.parties.lines import LinesRefused
from budgets.schemes.eligibility import NotEligible
from budgets.schemes.explanation import tell
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
from tests.budgets.entitlements.town import NEW_YEAR, SPRING, a_town, balance, breaches, enter_people, fill, rows
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database", "town")
YEARLY, CAPITAL = "inkomenstoeslag", "collectief-kapitaal"
IN_EIGHT_WEEKS = NEW_YEAR + timedelta(weeks=8)
IN_FOUR_WEEKS = NEW_YEAR + timedelta(weeks=4)


@pytest.fixture
def town():
    with a_town() as municipality_id:
        yield municipality_id
        assert breaches() == []


def apply_for(scheme, *people, facts=SINGLE, on=NEW_YEAR):
    """Let people apply, and give what they wait for."""
    apply(lines=[line(person, scheme, facts, number=number) for number, person in enumerate(people)], actor=TEST, on=on)
    return [reading(find_application)(person, scheme) for person in people]


def codes_of(ask_for, *lines):
    with pytest.raises(LinesRefused) as refused:
        ask_for(lines=lines, actor=TEST, on=NEW_YEAR)
    return [each.refusal.code for each in refused.value.lines]


def states():
    return rows("SELECT state, waits_for FROM entitlements_entitlement ORDER BY state")


class TestApplying:
    def test_waits_for_a_decision_and_promises_nothing(self):
        adopt(YEARLY)
        [noor] = enter_people(1)

        apply_for(YEARLY, noor)

        [waiting] = reading(list_applications)()
        assert (waiting.person, waiting.since, waiting.decide_by) == ("k0000", NEW_YEAR, IN_EIGHT_WEEKS)
        assert (balance("COMMITTED"), decisions()) == (0, [])

    def test_again_changes_nothing(self):
        adopt(YEARLY)
        [noor] = enter_people(1)

        assert apply_for(YEARLY, noor) == apply_for(YEARLY, noor)
        assert states() == [("PROPOSED", "")]

    def test_for_what_is_decided_case_by_case_waits_for_each_and_again_changes_nothing(self):
        adopt("maatwerkbudget")
        [noor] = enter_people(1)
        fridge, bed = ({"amount": "300.00", "reason": reason} for reason in ("Koelkast kapot", "Bed"))
        lines = [line(noor, "maatwerkbudget", fridge), line(noor, "maatwerkbudget", bed)]

        tallies = [apply(lines=lines, actor=TEST, on=NEW_YEAR) for _again in range(2)]

        assert [(tally.added, tally.unchanged) for tally in tallies] == [(2, 0), (0, 2)]
        with pytest.raises(SeveralWait):
            reading(find_application)(noor, "maatwerkbudget")
        waiting = reading(list_applications)()
        award_application(entitlement_id=waiting[0].id, actor=TEST, on=NEW_YEAR)
        assert states() == [("ACTIVE", ""), ("PROPOSED", "")]

    def test_outside_the_window_is_refused(self):
        adopt(YEARLY, window=["2025-02-01", "2025-03-01"])
        [noor] = enter_people(1)

        assert codes_of(apply, line(noor, YEARLY, SINGLE)) == ["outside-window"]

    def test_for_a_household_that_waits_already_is_refused(self):
        adopt(YEARLY)
        noor, sem = enter_people(2)
        live_together("k0000", "k0001")

        assert codes_of(apply, line(noor, YEARLY, SINGLE), line(sem, YEARLY, SINGLE)) == ["household-has-it"]

    def test_is_overdue_on_the_day_after_the_last(self):
        adopt(YEARLY, decision_weeks=2)
        [noor] = enter_people(1)
        apply_for(YEARLY, noor)
        last = NEW_YEAR + timedelta(weeks=2)

        assert reading(list_applications)(overdue_on=last) == []
        assert len(reading(list_applications)(overdue_on=last + timedelta(days=1))) == 1


class TestDeciding:
    def test_awards_what_was_applied_for(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)

        assert award_application(entitlement_id=application, actor=TEST, on=SPRING).state == "ACTIVE"

        assert rows("SELECT id, state, decided_on FROM entitlements_entitlement") == [(application, "ACTIVE", SPRING)]
        assert (balance("COMMITTED"), decisions()) == (80_000, [(YEARLY, "AWARDED", "", "", False)])

    def test_by_a_file_of_awards_decides_about_the_application(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)

        assert ask(line(noor, YEARLY, SINGLE)) == "1 added"
        assert rows("SELECT id, state FROM entitlements_entitlement") == [(application, "ACTIVE")]

    def test_awards_all_budgets_of_a_pass(self):
        adopt("stadspas")
        [noor] = enter_people(1)
        [application] = apply_for("stadspas", noor)

        award_application(entitlement_id=application, actor=TEST, on=NEW_YEAR)

        assert rights_of(noor) == [("stadspas", "sport", "ACTIVE"), ("stadspas", "vrij", "ACTIVE")]

    def test_leaves_it_waiting_when_no_fund_can_carry_it(self):
        adopt(YEARLY, euros="0.00")
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)

        decided = award_application(entitlement_id=application, actor=TEST, on=SPRING)

        assert (decided.state, decided.waits_for) == ("PROPOSED", "fund-exhausted")
        assert (states(), decisions()) == ([("PROPOSED", "fund-exhausted")], [])
        fill(rows("SELECT id FROM funding_fund")[0][0], "800.00")
        assert award_application(entitlement_id=application, actor=TEST, on=SPRING).state == "ACTIVE"

    def test_leaves_the_no_of_a_rule_to_a_person(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor, facts=RICH)

        with pytest.raises(NotEligible):
            award_application(entitlement_id=application, actor=TEST, on=SPRING)
        refuse_application(
            entitlement_id=application, ground="not-eligible", reason="Het inkomen is te hoog.", actor=TEST, on=SPRING
        )

        assert states() == [("REFUSED", "")]
        assert decisions() == [(YEARLY, "REFUSED", "not-eligible", "not-eligible", False)]

    def test_against_a_rule_is_hardship(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor, facts=RICH)
        why = hardship(an_officer_with_a_role())

        award_application(entitlement_id=application, actor=TEST, on=SPRING, against_rule=why)

        assert decisions() == [(YEARLY, "AWARDED", "not-eligible", "scheiding", True)]

    def test_no_without_a_reason_is_not_possible(self):
        adopt(YEARLY)
        [application] = apply_for(YEARLY, *enter_people(1))

        with pytest.raises(ReasonMissing):
            refuse_application(entitlement_id=application, ground="x", reason=" ", actor=TEST, on=SPRING)

    def test_twice_is_refused(self):
        adopt(YEARLY)
        [application] = apply_for(YEARLY, *enter_people(1))
        withdraw_application(entitlement_id=application, actor=TEST, on=SPRING)

        with pytest.raises(NotAllowedInState):
            award_application(entitlement_id=application, actor=TEST, on=SPRING)

    def test_about_nothing_is_refused(self):
        [noor] = enter_people(1)

        with pytest.raises(ApplicationUnknown):
            withdraw_application(entitlement_id=noor, actor=TEST, on=SPRING)

    def test_after_a_withdrawal_a_person_may_apply_again(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [first] = apply_for(YEARLY, noor)
        withdraw_application(entitlement_id=first, actor=TEST, on=NEW_YEAR)

        [second] = apply_for(YEARLY, noor, on=SPRING)

        assert second not in (None, first)
        assert states() == [("PROPOSED", ""), ("WITHDRAWN", "")]

    def test_is_over_when_the_person_died(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        apply_for(YEARLY, noor)

        end_all_of_person(person_id=noor, actor=TEST, on=SPRING, reason="died")

        assert states() == [("WITHDRAWN", "")]
        assert codes_of(apply, line(noor, YEARLY, SINGLE, starts_on=date(2026, 1, 1))) == ["person-died"]


class TestWhatIsTold:
    """Of what was closed without an award: found by the move, told in both languages, with the term for deciding."""

    def told(self, person, lang="nl"):
        """Give what was told about a person: what kind of decision it is, its code and its words."""
        [(number,)] = rows("SELECT client_number FROM parties_person WHERE id = %s", person)
        found = list_told_of_person(number)
        return [(each.kind, each.explanation["code"], *tell(each.explanation, lang)) for each in found]

    def test_of_a_no_is_the_reason_of_the_officer_once(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)
        refuse_application(
            entitlement_id=application, ground="vermogen", reason="Er is spaargeld.", actor=TEST, on=SPRING
        )

        [(kind, code, no, reason, _ask)] = self.told(noor)
        assert (kind, code) == ("decision", "application-refused")
        assert (no, reason) == (
            "Je krijgt dit niet. Dat hebben we besloten op 1 april 2025.", "De reden is: Er is spaargeld.",
        )  # fmt: skip
        [(move,)] = rows("SELECT id FROM entitlements_move")
        explanation = get_told(move).explanation
        assert explanation["inputs"] == {
            "applied_on": "2025-01-01",
            "decide_by_on": "2025-02-26",
            "decided_on": "2025-04-01",
            "ground": "vermogen",
            "reason": "Er is spaargeld",
        }
        assert [(term["key"], term["value"]) for term in explanation["terms"]] == [("decision_weeks", "8")]

    def test_of_an_application_is_that_it_was_taken_back(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)
        withdraw_application(entitlement_id=application, actor=TEST, on=SPRING)

        assert self.told(noor, "en") == [
            (
                "move",
                "application-withdrawn",
                "Your application was withdrawn on 1 April 2025.",
                "You can apply for this again later.",
            )
        ]

    def test_of_a_proposal_is_that_they_did_not_want_it(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        propose(lines=[line(noor, YEARLY, SINGLE)], actor=TEST, on=NEW_YEAR)
        withdraw_application(entitlement_id=reading(find_application)(noor, YEARLY), actor=TEST, on=SPRING)

        [(_kind, code, first, _then)] = self.told(noor)
        assert (code, first) == (
            "proposal-declined", "We stelden je dit zelf voor. Op 1 april 2025 is gezegd dat je het niet wilt.",
        )  # fmt: skip

    def test_of_someone_who_left_is_that_nothing_was_decided(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        apply_for(YEARLY, noor)
        end_all_of_person(person_id=noor, actor=TEST, on=SPRING, reason="moved-away")

        assert [code for _kind, code, *_words in self.told(noor)] == ["application-closed"]

    def test_does_not_wait_for_a_term_that_ended(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        [application] = apply_for(YEARLY, noor)

        before_there_were_terms = date(1899, 12, 31)
        withdraw_application(entitlement_id=application, actor=TEST, on=before_there_were_terms)

        assert rows("SELECT jsonb_array_length(explanation -> 'terms') FROM entitlements_move") == [(0,)]


class TestProposing:
    def test_goes_to_who_had_it_last_year_and_awards_who_did_not_say_no(self):
        adopt(YEARLY)
        noor, sem, mila = enter_people(3)
        for person in (noor, sem, mila):
            assert ask(line(person, YEARLY, SINGLE, starts_on=date(2024, 3, 1)), on=date(2024, 3, 1)) == "1 added"

        had = reading(list_had_in)(YEARLY, 2024)
        lines = [line_of(row, number, starts_on=NEW_YEAR) for number, row in enumerate(had)]
        propose(lines=lines, actor=TEST, on=NEW_YEAR)
        withdraw_application(
            entitlement_id=reading(find_application)(sem, YEARLY), actor=TEST, on=NEW_YEAR, reason="opt-out"
        )
        too_early = decide_proposed(actor=TEST, on=IN_FOUR_WEEKS - timedelta(days=1))
        tally = decide_proposed(actor=TEST, on=IN_FOUR_WEEKS)

        assert (too_early.added, tally.added) == (0, 2)
        assert [state for _scheme, _budget, state in rights_of(sem)] == ["ACTIVE", "WITHDRAWN"]

    def test_leaves_who_said_no_alone_from_then_on(self):
        adopt(YEARLY)
        [noor] = enter_people(1)
        propose(lines=[line(noor, YEARLY, SINGLE)], actor=TEST, on=NEW_YEAR)
        withdraw_application(entitlement_id=reading(find_application)(noor, YEARLY), actor=TEST, on=NEW_YEAR)

        assert codes_of(propose, line(noor, YEARLY, SINGLE, starts_on=date(2026, 1, 1))) == ["opted-out"]
        assert apply_for(YEARLY, noor) != [None]

    def test_keeps_waiting_what_the_rules_do_not_give(self):
        adopt(YEARLY)
        noor, sem = enter_people(2)
        propose(lines=[line(noor, YEARLY, RICH), line(sem, YEARLY, number=3)], actor=TEST, on=NEW_YEAR)

        tally = decide_proposed(actor=TEST, on=IN_FOUR_WEEKS)

        assert sorted(each.refusal.code for each in tally.refused) == ["facts-missing", "not-eligible"]
        assert sorted(states()) == [("PROPOSED", "facts-missing"), ("PROPOSED", "not-eligible")]
        assert decisions() == []
