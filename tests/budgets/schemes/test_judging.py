from datetime import date
from typing import Any

import pytest

from budgets.schemes.catalogue import get_scheme, list_schemes
from budgets.schemes.eligibility import Answer, Asked
from budgets.schemes.explanation import tell
from budgets.schemes.judging import Judgement, judge_award
from budgets.schemes.rules import NotPerPerson, Scheme, exclude_each_other
from budgets.schemes.terms import TermMissing, Terms, override
from ledger.amount import Unit
from tests.budgets.schemes.cases import facts_of

ON = date(2025, 3, 1)
PASS = {
    "vrij": {"amount": {"adult": "100.00", "child": "60.00"}},
    "sport": {"amount": {"adult": "50.00", "child": "90.00"}},
}
HOUSEHOLDS = {"single": "300.00", "single_parent": "400.00", "couple": "500.00"}


def judge(code: str, terms: dict[str, Any] | None = None, *, against_rule: bool = False, **asked: Any) -> Judgement:
    """Judge an award of 1 March 2025; what is asked besides facts is told apart by its name."""
    scheme = get_scheme(code)
    known = {name: asked.pop(name) for name in list(asked) if name in Asked.__dataclass_fields__}
    given = Terms(code, scheme.terms, override(code, scheme.terms, terms or {}), "1")
    request = Asked(**{"on": ON, "starts_on": ON, "facts": facts_of(**asked), **known})
    judgement = judge_award(scheme, given, request, against_rule=against_rule)
    assert all(tell(judgement.explanation.as_data(), lang) for lang in ("nl", "en"))
    return judgement


class TestJudgeAward:
    @pytest.mark.parametrize(
        ("code", "terms", "asked", "first", "promised"),
        [
            ("burgerbudget", {}, {}, [100_000], 200_000),
            ("burgerbaan", {}, {}, [47_500], 190_000),
            ("bouwdepot", {}, {}, [105_000], 1_260_000),
            ("gewoon-geld-geven", {}, {}, [15_000], 360_000),
            ("collectief-kapitaal", {}, {}, [100_000], 1_200_000),
            ("meedoen", {"amount": "250.00"}, {"category": "adult"}, [25_000], 25_000),
            ("mmb", {"amount": HOUSEHOLDS}, {"household_type": "couple"}, [50_000], 50_000),
            (
                "energietoeslag",
                {"amount": HOUSEHOLDS},
                {"household_type": "single", "income": "1.00"},
                [30_000],
                30_000,
            ),
            ("inkomenstoeslag", {"amount": HOUSEHOLDS}, {"household_type": "single_parent"}, [40_000], 40_000),
            ("studietoeslag", {"monthly_amount": {"18": "300.00"}}, {"born": "2006-01-01"}, [30_000], 360_000),
            ("woonlastenfonds", {}, {"decided": 28_455}, [2_372], 28_455),
            ("woonlastenfonds", {"pays": "once"}, {"decided": 28_455}, [28_455], 28_455),
            (
                "gemeentepolis",
                {"contribution": {"basis": "25.00"}},
                {"package": "basis", "income": "1000.00", "household_type": "single"},
                [2_500],
                30_000,
            ),
            ("bijverdienpremie", {"share": "0.30", "cap": "500.00"}, {"earnings": "1000.00"}, [30_000], 30_000),
            ("zwemles", {"lesson_price": "12.50"}, {}, [40], 50_000),
            (
                "maatwerkbudget",
                {"limit": "1000.00", "second_person_above": "500.00"},
                {"amount": "250.00", "reason": "A broken boiler"},
                [25_000],
                25_000,
            ),
            ("wijkbudget", {"amount": "10000.00"}, {}, [1_000_000], 1_000_000),
            ("basisbaan", {}, {}, [], 1_840_000),
        ],
    )
    def test_gives_what_is_granted_first_and_what_is_promised(
        self, code: str, terms: dict[str, Any], asked: dict[str, Any], first: list[int], promised: int
    ) -> None:
        judgement = judge(code, terms, **asked)

        assert judgement.verdict.answer is Answer.YES
        assert [list(portion.first) for portion in judgement.budgets] == [first]
        assert judgement.commitment_minor == promised

    def test_gives_each_budget_of_a_pass(self) -> None:
        judgement = judge("stadspas", {"budgets": PASS}, category="child")

        assert [(each.budget, each.category, each.first) for each in judgement.budgets] == [
            ("vrij", "child", (6_000,)),
            ("sport", "child", (9_000,)),
        ]
        assert judgement.commitment_minor == 15_000

    def test_promises_euros_for_points(self) -> None:
        given = {
            "unit": "POINT",
            "point_value": "0.50",
            "budgets": {"vrij": {"amount": "80"}, "sport": {"amount": "41"}},
        }

        judgement = judge("stadspas", given)

        assert [(each.unit, each.first, each.commitment_minor) for each in judgement.budgets] == [
            (Unit.POINT, (80,), 4_000),
            (Unit.POINT, (41,), 2_050),
        ]

    @pytest.mark.parametrize(("category", "budgets"), [("", ["school", "fiets"]), ("fiets", ["fiets"])])
    def test_gives_all_purposes_or_the_one_that_is_asked(self, category: str, budgets: list[str]) -> None:
        judgement = judge("kindpakket", {"amount": {"school": "75.00", "fiets": "100.00"}}, category=category)

        assert [each.budget for each in judgement.budgets] == budgets

    @pytest.mark.parametrize(
        ("code", "terms", "asked", "refused"),
        [
            ("meedoen", {"amount": "1.00", "window": ["2025-03-02", "2025-04-01"]}, {}, "outside-window"),
            ("meedoen", {"amount": "1.00", "window": ["2025-01-01", "2025-02-28"]}, {}, "outside-window"),
            ("meedoen", {"amount": {"adult": "1.00"}}, {}, "facts-missing"),
            ("meedoen", {"amount": {"adult": "1.00"}}, {"category": "dog"}, "facts-invalid"),
            ("mmb", {"amount": HOUSEHOLDS}, {}, "facts-missing"),
            (
                "energietoeslag",
                {"amount": HOUSEHOLDS},
                {"household_type": "single", "income": "9999.00"},
                "not-eligible",
            ),
            ("studietoeslag", {"monthly_amount": {"18": "300.00"}}, {"born": "2010-01-01"}, "not-eligible"),
            ("zwemles", {"lesson_price": "12.50"}, {"born": "2000-01-01"}, "facts-invalid"),
            ("gemeentepolis", {"contribution": "1.00"}, {"package": "gold", "income": "1.00"}, "facts-invalid"),
            ("basisbaan", {"jobs": 3}, {"live": 3}, "limit-reached"),
        ],
    )
    def test_says_no_with_a_reason(self, code: str, terms: dict[str, Any], asked: dict[str, Any], refused: str) -> None:
        judgement = judge(code, terms, **asked)

        assert (judgement.verdict.answer, judgement.verdict.code) == (Answer.NO, refused)
        assert judgement.budgets == ()
        assert judgement.commitment_minor == 0

    @pytest.mark.parametrize(
        ("amount", "approved", "refused"),
        [
            ("500.00", False, ""),
            ("500.01", False, "second-person-needed"),
            ("500.01", True, ""),
            ("1000.01", True, "limit-reached"),
        ],
    )
    def test_lets_a_second_officer_agree_within_the_limit(self, amount: str, refused: str, *, approved: bool) -> None:
        given = {"limit": "1000.00", "second_person_above": "500.00"}

        judgement = judge("maatwerkbudget", given, amount=amount, reason="A broken boiler", approved=approved)

        assert judgement.verdict.code == refused

    @pytest.mark.parametrize(
        ("code", "asked", "reason"),
        [
            ("woonlastenfonds", {}, "a round decides"),
            ("maatwerkbudget", {}, "a professional decides"),
            ("maatwerkbudget", {"amount": "1.00"}, "a professional decides"),
            ("maatwerkbudget", {"amount": "750.00", "reason": "A broken boiler"}, "a second officer agrees"),
        ],
    )
    def test_leaves_to_a_person_what_a_person_decides(self, code: str, asked: dict[str, str], reason: str) -> None:
        given = {"limit": "1000.00", "second_person_above": "500.00"} if code == "maatwerkbudget" else {}

        verdict = judge(code, given, **asked).verdict

        assert verdict.answer is Answer.NEEDS_A_PERSON
        assert reason in verdict.reason
        assert verdict.code in ("facts-missing", "second-person-needed")

    @pytest.mark.parametrize("day", ["2025-03-01", "2025-03-31"])
    def test_takes_the_first_and_the_last_day_of_a_window_as_within_it(self, day: str) -> None:
        given = {"amount": "1.00", "window": ["2025-03-01", "2025-03-31"]}

        assert judge("meedoen", given, applied_on=date.fromisoformat(day)).verdict.answer is Answer.YES

    def test_keeps_the_no_and_gives_the_amounts_where_an_officer_awards_against_the_rule(self) -> None:
        judgement = judge(
            "energietoeslag", {"amount": HOUSEHOLDS}, household_type="single", income="9999.00", against_rule=True
        )

        assert judgement.verdict.code == "not-eligible"
        assert judgement.commitment_minor == 30_000

    def test_counts_what_was_given_before_against_the_cap(self) -> None:
        judgement = judge(
            "bijverdienpremie", {"share": "0.30", "cap": "500.00"}, earnings="1000.00", granted_before=30_000
        )

        assert judgement.commitment_minor == 20_000

    @pytest.mark.parametrize(
        ("code", "key"), [("mmb", "amount"), ("zwemles", "lesson_price"), ("wijkbudget", "amount")]
    )
    def test_names_the_term_that_still_needs_a_number(self, code: str, key: str) -> None:
        with pytest.raises(TermMissing) as refused:
            judge(code, household_type="single")

        assert refused.value.facts["key"] == key

    def test_gives_nobody_a_right_to_what_is_for_whoever_comes(self) -> None:
        with pytest.raises(NotPerPerson):
            judge("uitgiftepunt")


class TestScheme:
    def test_excludes_each_other_whichever_says_so(self) -> None:
        burgerbaan, burgerbudget, mmb = map(get_scheme, ("burgerbaan", "burgerbudget", "mmb"))

        assert exclude_each_other(burgerbaan, burgerbudget)
        assert exclude_each_other(burgerbudget, burgerbaan)
        assert not exclude_each_other(burgerbudget, mmb)

    @pytest.mark.parametrize("scheme", list_schemes(), ids=lambda scheme: scheme.code)
    def test_says_where_the_cost_of_each_fiscal_year_belongs(self, scheme: Scheme) -> None:
        for year in (2025, 2026, 2030):
            post = scheme.posted_in(year)
            assert post
            assert post.taakveld
            assert post.category
            assert "our reading" in post.source

        assert scheme.posted_in(1999) is None
