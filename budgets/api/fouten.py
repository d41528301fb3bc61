"""What is wrong with a field, as its sender reads it: per kind of error of the reader, in Dutch and English."""

from collections.abc import Iterable, Mapping
from typing import Any

REASONS: dict[str, tuple[str, str]] = {
    "missing": ("ontbreekt", "is missing"),
    "extra_forbidden": ("is hier niet bekend", "is not known here"),
    "int_type": ("is geen geheel getal", "is no whole number"),
    "string_type": ("is geen tekst", "is no text"),
    "bool_type": ("is niet true of false", "is not true or false"),
    "greater_than_equal": ("is minder dan {ge}", "is less than {ge}"),
    "less_than_equal": ("is meer dan {le}", "is more than {le}"),
    "string_too_short": ("is korter dan {min_length} tekens", "is shorter than {min_length} characters"),
    "string_too_long": ("is langer dan {max_length} tekens", "is longer than {max_length} characters"),
    "string_pattern_mismatch": ("heeft niet de goede vorm", "does not have the right form"),
    "literal_error": ("is niet een van {expected}", "is not one of {expected}"),
    "date": ("is geen datum als 2026-03-02", "is no date as 2026-03-02"),
    "text": ("bevat tekens die niet mogen", "has characters that may not be in it"),
    "string_unicode": ("bevat tekens die niet mogen", "has characters that may not be in it"),
    "json_invalid": ("is geen JSON", "is not JSON"),
    "json_no_object": ("is geen JSON-object", "is no JSON object"),
    "json_name_twice": ("noemt een veld twee keer", "names a field twice"),
    "json_no_number": ("bevat een getal dat geen getal is", "has a number that is none"),
    "json_number_too_long": ("bevat een te lang getal", "has a number that is too long"),
}
_OTHER = ("klopt niet", "is not right")


def list_errors(found: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    """Give all that is wrong: where (`in`), which field (`veld`) and why (`reden`)."""
    return [
        {
            "in": str(error["loc"][0]),
            "veld": ".".join(str(each) for each in error["loc"][1:] if each not in ("body", "key")),
            "reden": _reason(error, language),
        }
        for error in found
    ]


def _reason(error: Mapping[str, Any], language: str) -> str:
    nl, en = REASONS.get(error["type"], _OTHER)
    return (nl if language == "nl" else en).format_map(error.get("ctx", {}))
