"""Saying effects and warnings to the person they are about, from the data that was kept of them."""

from collections.abc import Mapping
from typing import Any

from budgets.aftercare.wording import MISSING, RIGHTS, SAYS
from budgets.schemes.explanation import euros

FIGURE = "figure"


def tell_effect(effect: Mapping[str, Any], lang: str = "nl") -> str:
    """Say an effect, as `Effect.as_data` gives it, in plain words: "nl" (B1) or "en"."""
    missing = MISSING.get(effect["missing"], MISSING[FIGURE])
    amounts = {name: _amount(effect[f"{name}_minor"], lang) for name in ("before", "after", "limit", "by")}
    return SAYS[effect["code"]][lang].format(
        right=RIGHTS[effect["right"]][lang], missing=missing[lang], year=effect["year"], **amounts
    )


def tell_warning(lump: Mapping[str, Any], lang: str = "nl") -> str:
    """Say the warning for a lump sum, as `LumpSum.as_data` gives it."""
    return SAYS[lump["code"]][lang].format(
        amount=_amount(lump["amount_minor"], lang), limit=_amount(lump["limit_minor"], lang)
    )


def _amount(cents: int | None, lang: str) -> str:
    return "" if cents is None else euros(cents, lang)
