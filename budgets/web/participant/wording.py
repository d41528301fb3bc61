"""Amounts as people read them, by language."""

from budgets.web.participant.words import PASS_WORDS
from ledger.amount import Unit


def in_units(minor: int, unit: Unit, lang: str | None) -> str:
    """Write an amount: € 1.234,50 in Dutch, €1,234.50 in English, or a number of points or lessons."""
    lang = "en" if (lang or "nl").startswith("en") else "nl"
    if unit is not Unit.EUR:
        return f"{minor} {PASS_WORDS[lang][unit.value]}"
    whole, cents = divmod(minor, 100)
    if lang == "en":
        return f"€{whole:,}.{cents:02}"
    return f"€\u00a0{whole:,}".replace(",", ".") + f",{cents:02}"
