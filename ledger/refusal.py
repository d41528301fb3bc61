"""An expected "no": a named fact with its numbers. Wording and HTTP status are derived from it, once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar


class Refusal(Exception):
    """Something was understood and is not done. Subclasses stand beside the code that raises them.

    `code` is stable and kebab-case; `says` is a translated text with the facts in braces.
    """

    code: ClassVar[str] = "refused"
    says: ClassVar[Any] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Any] = MappingProxyType(facts)

    def __str__(self) -> str:
        """Say it in the active language; a fact that is missing shows as its name."""
        return str(self.says).format_map(_Facts(self.facts))

    def as_data(self) -> dict[str, Any]:
        """Give the code, the words and the facts, ready for JSON."""
        return {"code": self.code, "says": str(self), "facts": {name: str(fact) for name, fact in self.facts.items()}}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return f"[{name}]"
