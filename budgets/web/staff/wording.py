"""Filters of the templates for staff."""

from django.template import Library

from budgets.schemes.explanation import euros

register = Library()


@register.filter
def in_euros(minor: int) -> str:
    """Write cents as € 1.234,50."""
    return euros(minor)


@register.filter
def comma(number: str) -> str:
    """Write an exact number such as 1234.50 as 1.234,50."""
    whole, _point, rest = number.partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")
