"""What all imports share: lines that come in by the thousand, each taken or refused, and the tally of what they did."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refusal

LINES_AT_A_TIME = 1_000

Progress = Callable[[int], None]
"""Told how many lines were dealt with so far."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not taken: its number in the file of the sender, and why."""

    number: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the lines. `refused` is empty unless a part was asked for."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[RefusedLine, ...] = ()

    @property
    def accepted(self) -> int:
        return self.added + self.changed + self.unchanged

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )

    def counts(self) -> dict[str, int]:
        """Give the numbers by name, for the trail."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
        }


class LinesRefused(Refusal):
    """Lines were refused and all or nothing was asked, so nothing was booked; `lines` says which, in order."""

    code, says = "lines-refused", _("{refused} lines were refused, so nothing was booked.")

    def __init__(self, lines: Sequence[RefusedLine]) -> None:
        super().__init__(refused=len(lines), codes=", ".join(sorted({line.refusal.code for line in lines})))
        self.lines = tuple(sorted(lines, key=lambda line: line.number))


class LineTwice(Refusal):
    code, says = "line-twice", _("Line {first} is about the same; a file says something once.")


def ignore_progress(done: int) -> None:
    """Do nothing with the progress."""


def settle(tally: Tally, *, partial: bool) -> Tally:
    """Give the tally if it may stand.

    :raises LinesRefused: a line was refused, and all or nothing was asked
    """
    if tally.refused and not partial:
        raise LinesRefused(tally.refused)
    return tally


def in_chunks(lines: Sequence[T], size: int = LINES_AT_A_TIME) -> Iterator[Sequence[T]]:
    """Cut lines into pieces that a constant number of statements can deal with."""
    for start in range(0, len(lines), size):
        yield lines[start : start + size]
