"""Awards: promised from the first fund that can carry all of it, or refused and nothing is left."""

from datetime import date

import pytest

from budgets.entitlements.awarding import AwardLine
from budgets.entitlements.operations import award, end
from budgets.entitlements.refusals import (
    AlreadyAwarded,
    CohortUnknown,
    FundExhausted,
    SchemeNotAdopted,
)
from budgets.parties.lines import LinesRefused, Tally
from budgets.parties.people import PersonUnknown
from budgets.schemes.catalogue import SchemeUnknown
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    a_town,
    asked,
    award_to,
    balance,
    breaches,
    enter_people,
    everything,
    open_scheme,
    rows,
    told,
)
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
PROMISED = 2 * MINOR  # The opening grant and the ceiling of a burgerbudget.


@pytest.fixture
def town():
    with a_town(BURGERBUDGET) as municipality_id:
        yield municipality_id
        assert breaches() == []


def ask(lines, **how):
    return award(lines=lines, actor=TEST, on=NEW_YEAR, **how)


def refusals_of(lines):
    """Ask for awards that are refused, and give the refusal of each line; nothing may be left but the trail."""
    before = everything()
    with pytest.raises(LinesRefused) as refused:
        ask(lines)
    assert everything() == before
    [act] = told("entitlements.award.refused")
    assert (act.refused, act.actor, act.on) == ("lines-refused", "test", NEW_YEAR)
    return [line.refusal for line in refused.value.lines]


@pytest.mark.usefixtures("town")
class TestAwarding:
    def test_promises_what_the_scheme_asks_from_the_fund(self):
        assert ask(asked(enter_people(2))) == Tally(added=2)

        assert (balance("COMMITTED"), balance("FREE")) == (2 * PROMISED, 100_000_000 - 2 * PROMISED)
        assert [act.facts["promised_minor"] for act in told("entitlement.awarded")] == [PROMISED, PROMISED]

    def test_grants_nothing_yet(self):
        award_to(enter_people(1))

        assert balance("ENTITLED") == 0
        assert rows("SELECT count(*) FROM entitlements_grant") == [(0,)]

    def test_asked_again_changes_nothing_and_says_so(self):
        lines = asked(enter_people(2))
        ask(lines)
        before = everything()

        assert ask(lines) == Tally(unchanged=2)
        assert everything() == before

    def test_a_person_twice_in_one_batch_is_awarded_once(self):
        [person] = enter_people(1)

        assert ask(asked([person, person])) == Tally(added=1, unchanged=1)
        assert balance("COMMITTED") == PROMISED

    def test_a_person_whose_entitlement_ended_may_be_awarded_again(self):
        [person] = enter_people(1)
        [first] = award_to([person])
        end(entitlement_id=first, actor=TEST, on=NEW_YEAR)

        [second] = award_to([person], starts_on=date(2025, 5, 1))

        assert second != first

    def test_in_part_books_the_good_lines_and_tells_of_the_others(self):
        [person] = enter_people(1)

        tally = ask(asked([person, None]), partial=True)

        assert (tally.added, [line.number for line in tally.refused]) == (1, [3])
        assert balance("COMMITTED") == PROMISED


@pytest.mark.usefixtures("town")
class TestRefusals:
    @pytest.mark.parametrize("other", [{"cohort": "1", "starts_on": date(2025, 2, 1)}])
    def test_of_who_has_it_already(self, other):
        [person] = enter_people(1)
        award_to([person])

        [refusal] = refusals_of(asked([person], **other))

        assert isinstance(refusal, AlreadyAwarded)
        assert refusal.code == "already-awarded"

    def test_of_who_has_it_in_another_cohort(self):
        open_scheme(BOUWDEPOT)
        [person] = enter_people(1)
        award_to([person], BOUWDEPOT)

        [refusal] = refusals_of(asked([person], BOUWDEPOT, cohort="2"))

        assert refusal.code == "already-awarded"

    def test_of_a_cohort_that_the_terms_do_not_know(self):
        [refusal] = refusals_of(asked(enter_people(1), cohort="9"))

        assert isinstance(refusal, CohortUnknown)

    def test_of_a_scheme_that_was_not_adopted(self):
        [refusal] = refusals_of(asked(enter_people(1), BOUWDEPOT))

        assert isinstance(refusal, SchemeNotAdopted)

    def test_of_a_scheme_that_is_not_there(self):
        [refusal] = refusals_of(asked(enter_people(1), "luchtkasteel"))

        assert isinstance(refusal, SchemeUnknown)

    def test_of_a_client_number_that_nobody_has(self):
        line = AwardLine(number=2, person_id=None, scheme_code=BURGERBUDGET, starts_on=NEW_YEAR, client_number="k9999")

        [refusal] = refusals_of([line])

        assert isinstance(refusal, PersonUnknown)
        assert refusal.facts == {"client_number": "k9999"}

    def test_of_one_line_undo_all_lines(self):
        refusals = refusals_of(asked([*enter_people(3), None]))

        assert [refusal.code for refusal in refusals] == ["person-unknown"]

    def test_of_a_person_of_another_municipality(self):
        with a_town(BURGERBUDGET):
            [stranger] = enter_people(1)
        before = everything()

        refusals = refusals_of(asked([stranger]))

        assert [refusal.code for refusal in refusals] == ["person-unknown"]
        assert everything() == before


class TestFunds:
    def test_one_that_cannot_carry_an_award_leaves_nothing_of_it(self):
        with a_town():
            open_scheme(BURGERBUDGET, euros="1999.99")

            [refusal] = refusals_of(asked(enter_people(1)))

            assert isinstance(refusal, FundExhausted)
            assert refusal.facts == {"scheme": BURGERBUDGET, "needed_minor": PROMISED, "free_minor": PROMISED - 1}
            assert rows("SELECT count(*) FROM entitlements_entitlement") == [(0,)]

    def test_one_that_can_carry_it_to_the_cent_does(self):
        with a_town():
            open_scheme(BURGERBUDGET, euros="2000.00")

            assert ask(asked(enter_people(1))).added == 1
            assert balance("FREE") == 0

    def test_that_cannot_carry_all_lines_carry_none(self):
        with a_town():
            open_scheme(BURGERBUDGET, euros="4000.00")

            assert [each.code for each in refusals_of(asked(enter_people(3)))] == ["fund-exhausted"]
            assert balance("FREE") == 2 * PROMISED

    def test_are_used_in_the_order_of_their_priority(self):
        with a_town():
            second = open_scheme(BURGERBUDGET, euros="2000.00", code="tweede", priority=2)
            first = open_scheme(BURGERBUDGET, euros="2000.00", code="eerste", priority=1)

            award_to(enter_people(2))

            found = rows(
                "SELECT e.fund_id FROM entitlements_entitlement e JOIN parties_person p ON p.id = e.person_id"
                " ORDER BY client_number"
            )
            assert found == [(first,), (second,)]
            assert breaches() == []

    def test_carry_an_award_whole_or_not_at_all(self):
        with a_town():
            open_scheme(BURGERBUDGET, euros="1500.00", code="eerste")
            open_scheme(BURGERBUDGET, euros="1500.00", code="tweede", priority=2)

            assert [each.code for each in refusals_of(asked(enter_people(1)))] == ["fund-exhausted"]

    def test_that_are_too_small_are_passed_over(self):
        with a_town():
            open_scheme(BURGERBUDGET, euros="1500.00", code="eerste")
            large = open_scheme(BURGERBUDGET, euros="2000.00", code="tweede", priority=2)

            award_to(enter_people(1))

            assert rows("SELECT fund_id FROM entitlements_entitlement") == [(large,)]

    def test_of_another_scheme_carry_nothing(self):
        with a_town(BOUWDEPOT):
            open_scheme(BURGERBUDGET, euros="0.00")

            assert [each.code for each in refusals_of(asked(enter_people(1)))] == ["fund-exhausted"]

    def test_promise_all_months_of_a_gift(self):
        with a_town():
            open_scheme(BOUWDEPOT, euros="12600.00")

            award_to(enter_people(1), BOUWDEPOT)

            assert (balance("COMMITTED"), balance("FREE")) == (12 * GIFT, 0)
