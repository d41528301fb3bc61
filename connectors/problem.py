"""One way to say what is wrong, where, and how to mend it, in Dutch and in English."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `code` is stable; `line` counts from 1; None means the whole file or order.

    `column` is the name of the spreadsheet column or of the field of the payment order.
    """

    code: str
    nl: str
    en: str
    line: int | None = None
    column: str | None = None

    def at(self, *, line: int | None, column: str | None = None) -> Self:
        """Give the same problem with its place filled in."""
        return replace(self, line=line, column=column)

    def say(self, language: str = "nl") -> str:
        """Say place and reason in one line, in `nl` or `en`."""
        line, column, reason = ("regel", "kolom", self.nl) if language == "nl" else ("line", "column", self.en)
        named = [(line, self.line), (column, self.column)]
        where = ", ".join(f"{word} {name}" for word, name in named if name is not None)
        return f"{where}: {reason}" if where else reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The wording of one kind of problem, with the facts in braces."""

    code: str
    nl: str
    en: str

    def problem(self, **facts: object) -> Problem:
        """Give the problem with its facts filled in; its place is added by whoever knows it."""
        return Problem(code=self.code, nl=self.nl.format(**facts), en=self.en.format(**facts))


class Refused(Exception):
    """Something from outside cannot be taken as it is; `problems` says all that is wrong with it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.say("en") for problem in problems))
        self.problems = problems

    @property
    def code(self) -> str:
        """Give the stable code of the first problem."""
        return self.problems[0].code
