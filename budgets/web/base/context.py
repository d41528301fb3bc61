"""What every template has: the words of the page's language, and the style of the municipality."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from budgets.web.words import WORDS


def language() -> str:
    """Give the language of the page: one that has words, and Dutch else."""
    chosen = (get_language() or "nl")[:2]
    return chosen if chosen in WORDS else "nl"


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """Give `t`, the words; `lang`; `here`, the address; `town`, if it is known; and `theme`, the town where it has a
    style of its own.
    """
    lang = language()
    town = getattr(request, "town", None)
    own_style = bool(town and settings.THEMES and (settings.THEMES / f"{town.code}.css").is_file())
    return {
        "t": WORDS[lang],
        "lang": lang,
        "here": request.get_full_path(),
        "town": town,
        "theme": town.code if town and own_style else "",
    }
