"""The words of a line that was refused: in the language of who sent it, and never a failure."""

from budgets.entitlements.refusals import SchemeExcluded
from budgets.parties.people import PersonUnknown
from budgets.schemes.eligibility import NotEligible
from ledger.refusal import Refusal
from ops.management.line_reasons import problem_of


class Rained(Refusal):
    code, says = "rained", "It rained {hours} hours."


class Silent(Refusal):
    code = "silent"


class TestProblemOf:
    def test_says_what_is_wrong_where_and_how_to_mend_it(self):
        problem = problem_of(PersonUnknown(client_number="k1"), 7)

        assert (problem.line, problem.column, problem.code) == (7, "klantnummer", "person-unknown")
        assert "voeg de persoon eerst toe" in problem.nl

    def test_gives_a_refusal_without_a_text_its_own_words(self):
        assert problem_of(Rained(hours=3), 2).say("en") == "line 2: It rained 3 hours."
        assert problem_of(Rained(hours=3), 2).say("nl") == "regel 2: It rained 3 hours."
        assert problem_of(Silent(), 2).say("nl") == "regel 2: silent"

    def test_says_in_dutch_why_the_terms_do_not_give_it(self):
        refusal = NotEligible(scheme="mmb", because="income-too-high", why="the income is above the limit")

        problem = problem_of(refusal, 2)

        assert "geven dit niet: het inkomen ligt boven de grens." in problem.nl
        assert "do not give this: the income is above the limit." in problem.en

    def test_leaves_open_a_fact_that_the_refusal_does_not_tell(self):
        assert problem_of(SchemeExcluded(scheme="burgerbaan"), 2).nl.startswith("burgerbaan kan niet naast ….")
