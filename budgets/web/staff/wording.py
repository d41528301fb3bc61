"""Filters of the templates for staff."""

from django.template import Library

from budgets.schemes.explanation import euros

register = Library()


@register.filter
def in_euros(minor: int, lang: str) -> str:
    """Write cents as € 1.234,50, or in English as €1,234.50."""
    return euros(minor, lang)


@register.filter
def comma(number: str, lang: str = "nl") -> str:
    """Write an exact number such as 1234.50 as 1.234,50, or in English as 1,234.50."""
    whole, _point, rest = number.partition(".")
    text = f"{int(whole):,}" + (f".{rest}" if rest else "")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
