"""What an award would do to other rights, before it is made: for the award desk, `assess` and `effects` alike. Pure."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from budgets.aftercare.effects import Certainty, Effect, effects, need_care
from budgets.aftercare.receipts import coming
from budgets.aftercare.telling import tell_effect, tell_warning
from budgets.aftercare.warning import LumpSum, find_lump_sum
from budgets.schemes.facts import Facts
from budgets.schemes.judging import Judgement
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move, the lump sum that asks for a warning, and after how many weeks somebody looks (0: nobody)."""

    effects: list[Effect]
    lump: LumpSum | None
    weeks: int

    @property
    def to_keep(self) -> list[dict[str, Any]]:
        """Give what a duty keeps: all but what stays as it is."""
        return [each.as_data() for each in self.effects if each.certainty is not Certainty.STAYS]

    def as_data(self, lang: str = "nl") -> dict[str, Any]:
        """Give it as plain data, ready for JSON, each effect and the warning with its words: "nl" or "en"."""
        told = [each.as_data() for each in self.effects]
        lump = self.lump.as_data() if self.lump else None
        return {
            "effects": [{**each, "says": tell_effect(each, lang)} for each in told],
            "warning": {**lump, "says": tell_warning(lump, lang)} if lump else None,
            "aftercare_weeks": self.weeks,
        }


def look_ahead(
    scheme: Scheme, terms: Terms, facts: Facts, judgement: Judgement, *, starts_on: date, born: date | None = None
) -> Preview:
    """Give what an award would do. `born` is what the municipality knows, where the facts say nothing."""
    receipts = coming(scheme, terms, judgement, starts_on=starts_on)
    above = terms.value("warning_above", starts_on)
    known = Facts(MappingProxyType({"born": born, **facts.values})) if born else facts
    found = effects(receipts, known)
    asked = scheme.owes_aftercare or need_care(found, facts)
    return Preview(
        found,
        find_lump_sum(receipts, facts, marked=scheme.always_warns, above=above),
        terms.value("aftercare_weeks", starts_on) if asked else 0,
    )
