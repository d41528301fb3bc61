import json
from datetime import date

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ledger.amount import eur
from ledger.refusal import Refusal


class FundTooSmall(Refusal):
    code, says = "fund-too-small", _("{asked} was asked of {fund}, {free} is free.")


class TestRefusal:
    def test_says_its_facts(self) -> None:
        refusal = FundTooSmall(asked=eur("12.00"), fund="Kansfonds", free=eur("0.05"))

        assert str(refusal) == "12.00 was asked of Kansfonds, 0.05 is free."

    def test_shows_the_name_of_a_fact_that_is_missing(self) -> None:
        assert "[free] is free" in str(FundTooSmall(asked=eur("12.00")))

    def test_is_data_that_json_can_hold(self) -> None:
        refusal = FundTooSmall(asked=eur("12.00"), fund="Kansfonds", free=date(2024, 1, 2))

        assert json.loads(json.dumps(refusal.as_data())) == {
            "code": "fund-too-small",
            "says": "12.00 was asked of Kansfonds, 2024-01-02 is free.",
            "facts": {"asked": "12.00", "fund": "Kansfonds", "free": "2024-01-02"},
        }

    def test_is_said_in_the_active_language(self) -> None:
        class Unknown(Refusal):
            says = _("Yes")

        with translation.override("nl"):
            assert str(Unknown()) == "Ja"
        with translation.override("en"):
            assert str(Unknown()) == "Yes"

    def test_keeps_its_facts_as_they_are(self) -> None:
        with pytest.raises(TypeError):
            FundTooSmall(asked=eur("12.00")).facts["asked"] = eur("1.00")  # type: ignore[index]

    def test_reads_a_brace_in_a_fact_as_text(self) -> None:
        assert str(FundTooSmall(asked="{fund}", fund="x", free="y")) == "{fund} was asked of x, y is free."
