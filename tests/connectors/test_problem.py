import pytest

from connectors.problem import Reason, Refused

WRONG_DAY = Reason(code="wrong-day", nl="{day} kan niet.", en="{day} is not possible.")


class TestProblem:
    def test_says_place_and_reason_in_both_languages(self):
        problem = WRONG_DAY.problem(day="zondag").at(line=12, column="datum")

        assert problem.say() == "regel 12, kolom datum: zondag kan niet."
        assert problem.say("en") == "line 12, column datum: zondag is not possible."

    def test_says_only_the_reason_when_it_concerns_the_whole_file(self):
        assert WRONG_DAY.problem(day="zondag").say() == "zondag kan niet."

    def test_keeps_braces_in_a_fact_as_they_are(self):
        assert WRONG_DAY.problem(day="{0.__class__}").nl == "{0.__class__} kan niet."


class TestRefused:
    def test_has_the_code_of_its_first_problem_and_keeps_all(self):
        refused = Refused(WRONG_DAY.problem(day="zondag"), WRONG_DAY.problem(day="zaterdag"))

        assert refused.code == "wrong-day"
        assert len(refused.problems) == 2
        with pytest.raises(Refused, match="zondag is not possible"):
            raise refused
