"""Reading JSON that may come from anyone: what could be read in two ways is not read at all."""

import json
from typing import Any

_MOST_DIGITS = 30


class Unreadable(dict[str, Any]):
    """What came instead of a JSON object, and why; its reader refuses it together with what else is wrong."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class _No(ValueError):
    """`args[0]` is the reason, as a kind of error."""


def read_object(text: bytes) -> dict[str, Any]:
    """Give the object that a text is, or `Unreadable`. Without any text it is an empty object.

    Names that come twice, numbers that are none or very long, and what is nested too deeply are refused.
    """
    if not text.strip():
        return {}
    try:
        found = json.loads(
            text.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse_constant, parse_int=_whole
        )
    except _No as no:
        return Unreadable(no.args[0])
    except (ValueError, RecursionError):
        return Unreadable("json_invalid")
    return found if isinstance(found, dict) else Unreadable("json_no_object")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _No("json_name_twice")
    return found


def _refuse_constant(_name: str) -> Any:
    raise _No("json_no_number")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _No("json_number_too_long")
    return int(digits)
