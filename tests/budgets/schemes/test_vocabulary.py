"""What the vocabulary cannot say has no word: nothing is taken back, set off or punished."""

import inspect
from dataclasses import fields, is_dataclass

import pytest

from budgets.schemes import eligibility, rules
from budgets.schemes.catalogue import list_schemes
from budgets.schemes.wording import STEP_WORDS, WORDS

NO_WORDS = (
    *("reclaim", "claw", "recover", "refund", "repay", "restitution", "terugvorder", "terugbetal"),
    *("set_off", "setoff", "set-off", "netting", "deduct", "offset", "verreken"),
    *("penalty", "sanction", "punish", "forfeit", "boete", "maatregel"),
)


def said(names: list[str]) -> list[str]:
    return [name for name in names if any(word in name.lower() for word in NO_WORDS)]


class TestTheVocabulary:
    def test_has_no_rule_and_no_field_for_it(self) -> None:
        classes = [
            each
            for module in (rules, eligibility)
            for _name, each in inspect.getmembers(module, inspect.isclass)
            if each.__module__.startswith("budgets.schemes")
        ]
        names = [each.__name__ for each in classes]
        names += [field.name for each in classes if is_dataclass(each) for field in fields(each)]
        names += [name for each in classes for name in vars(each) if not name.startswith("_")]

        assert "TopUpTo" in names
        assert "granted_before" in names
        assert said(names) == []

    def test_has_no_term_and_no_option_for_it(self) -> None:
        keys = [key for scheme in list_schemes() for key in scheme.terms]

        assert said([key.name for key in keys]) == []
        assert said([option for key in keys for option in key.options]) == []

    def test_tells_nobody_of_it(self) -> None:
        assert said([*WORDS, *STEP_WORDS]) == []

    @pytest.mark.parametrize("field", ["used", "granted", "released", "written_off"])
    def test_knows_amounts_that_are_given_or_borne_by_the_municipality_only(self, field: str) -> None:
        amounts = {each.name for each in fields(rules.Assessment) if each.type in (int, "int")}

        assert field in amounts
        assert len(amounts) == 4
