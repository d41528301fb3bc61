"""A step of the story: one command on one day, by who is on duty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One command on one day. `refused` says that the command is to refuse: that belongs to the story."""

    on: date
    command: str
    arguments: tuple[str, ...]
    refused: bool = False

    @property
    def name(self) -> str:
        """Give what tells this step from all others; the trail remembers it."""
        told = "-".join(each for each in self.arguments[:4] if not each.startswith("--"))
        return f"demo {self.on} {self.command} {told.removeprefix(f'{FOLDER}/')}"[:80]

    @property
    def quarter(self) -> str:
        """Give the quarter of the calendar in which it happens."""
        return f"{self.on.year}-K{(self.on.month + 2) // 3}"


def file_step(on: date, command: str, name: str, *more: str, refused: bool = False) -> Step:
    """Give the step that hands a file of this folder to a command."""
    return Step(on, command, (str(FOLDER / name), *more), refused)


def fund_step(on: date, scheme: str, name: str, amount: str, *more: str, code: str = "") -> Step:
    """Give the step by which a fund gets money for a scheme."""
    said = ("--code", code or f"fonds-{scheme}", "--name", name, "--scheme", scheme, "--amount", amount)
    return Step(on, "add_fund", (*said, "--reference", f"storting-{on.year}-{on.month:02d}", *more))


def run_steps(scheme: str, days: Iterable[date]) -> Iterator[Step]:
    """Give the runs of a scheme on some days."""
    for on in days:
        yield Step(on, "run_period", ("--scheme", scheme))
