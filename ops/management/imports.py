"""The frame of the imports: a file in; every line taken, or refused with its number, its column and how to mend it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from budgets.operation import rehearsal
from budgets.parties.lines import LinesRefused, Tally
from connectors.problem import Problem
from connectors.spreadsheet.table import Column, Row, read
from ops.management.frame import MunicipalCommand, readable
from ops.management.line_reasons import problem_of
from ops.management.today import add_day, day_of

MANY_LINES = 5_000
MOST_TOLD = 50


class ImportCommand(MunicipalCommand):
    """A command that takes in a file. A subclass names the columns and gives its rows to an operation in `take`."""

    columns: ClassVar[Sequence[Column]]

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        """This will give the rows to the operation, with the keywords `actor`, `on`, `partial` and `progress`."""
        raise NotImplementedError

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help=f"CSV or XLSX with the columns {self._column_names()}")
        add_day(parser)
        parser.add_argument("--partial", action="store_true", help="take the good lines of a file with wrong ones")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        data = readable(options["file"])
        table = read(data, self.columns)
        partial = options["partial"]
        may_book = partial or not table.problems
        with nullcontext() if may_book else rehearsal():
            tally, refused = self._attempt(table.rows, options)
        # A file with wrong lines books nothing, or with --partial the good ones.
        problems = sorted((*table.problems, *refused), key=lambda problem: problem.line or 0)
        booked = tally if may_book and (partial or not refused) else Tally()
        return {
            "file": options["file"],
            "sheet": table.sheet,
            "sha256": hashlib.sha256(data).hexdigest(),
            "lines": len(table.rows) + len(table.refused_lines),
            "accepted": len(table.rows) - len(refused),
            "added": booked.added,
            "changed": booked.changed,
            "unchanged": booked.unchanged,
            "refused": [_as_data(problem) for problem in problems],
        }

    def succeeded(self, answer: Any) -> bool:
        return not answer["refused"]

    def tell(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(_outcome(answer))
        for told in answer["refused"][:MOST_TOLD]:
            where = [f"{word} {told[key]}" for word, key in (("regel", "line"), ("kolom", "column")) if told[key]]
            self.stdout.write(": ".join(filter(None, ("  " + ", ".join(where), told["says"]))))
        left_out = len(answer["refused"]) - MOST_TOLD
        if left_out > 0:
            self.stdout.write(f"  … en nog {left_out}; met --json staan ze er allemaal.")

    def _attempt(self, rows: Sequence[Row], options: dict[str, Any]) -> tuple[Tally, list[Problem]]:
        """Let the operation judge the rows, also when nothing can be booked any more: a sender wants to hear all."""
        if not rows:
            return Tally(), []
        try:
            tally = self.take(
                rows,
                actor=self.actor(options),
                on=day_of(options),
                partial=options["partial"],
                progress=self._progress(len(rows)),
            )
        except LinesRefused as refused:
            return Tally(), [problem_of(line.refusal, line.number) for line in refused.lines]
        return tally, [problem_of(line.refusal, line.number) for line in tally.refused]

    def _progress(self, total: int) -> Callable[[int], None]:
        def report(done: int) -> None:
            if total >= MANY_LINES:
                self.stderr.write(f"{done} van {total} regels")

        return report

    def _column_names(self) -> str:
        names = [column.name for column in self.columns if not column.may_be_left_out]
        more = [column.name for column in self.columns if column.may_be_left_out]
        return ";".join(names) + (f", and if need be {';'.join(more)}" if more else "")


def texts(row: Row) -> dict[str, Any]:
    """Give the values of a row, with an empty text for a cell that was left empty."""
    return {name: "" if value is None else value for name, value in row.values.items()}


def _as_data(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "column": problem.column, "code": problem.code, "says": problem.nl}


def _outcome(answer: Mapping[str, Any]) -> str:
    sheet = f", blad {answer['sheet']}" if answer["sheet"] else ""
    begin = f"{answer['file']}{sheet}: {answer['lines']} regels"
    refused = len({told["line"] for told in answer["refused"]})
    counts = f"{answer['added']} nieuw, {answer['changed']} gewijzigd, {answer['unchanged']} ongewijzigd"
    if answer["added"] + answer["changed"] + answer["unchanged"] == 0 and refused:
        return f"{begin}, {refused} geweigerd; niets verwerkt. Verbeter het bestand, of gebruik --partial."
    if refused:
        return f"{begin}; {counts}, {refused} geweigerd."
    if answer["added"] + answer["changed"] == 0:
        return f"{begin}; niets gewijzigd."
    return f"{begin}; {counts}."
