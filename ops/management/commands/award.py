"""Award entitlements from a file of decisions, or what was chosen from an assessment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.entitlements.assessing import award_assessed
from budgets.entitlements.operations import award
from budgets.operation import Actor
from budgets.parties.lines import LinesRefused, Tally
from connectors.spreadsheet.table import Row
from ops.management.award_lines import AWARD_COLUMNS, read_award_lines
from ops.management.frame import WrongArguments, day
from ops.management.imports import ImportCommand
from ops.management.line_reasons import problem_of
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of


class Command(ImportCommand):
    help = (
        "Award schemes to people, from a CSV or XLSX file with one line for each decision. Each award promises "
        "money of a fund of its scheme; one that no fund can carry is refused. The same file again changes nothing. "
        "The columns after ingangsdatum may be left out; add those of the facts that the scheme asks for (scheme show "
        "CODE), and betaal_aan_rsin where another than the person is paid, as a health insurer is. Or award what was "
        "chosen from an assessment: all of it, or none."
    )
    columns = AWARD_COLUMNS

    def add_own_arguments(self, parser: CommandParser) -> None:
        names = ";".join(column.name for column in self.columns)
        parser.add_argument("file", nargs="?", metavar="FILE", help=f"CSV or XLSX with the columns {names}")
        add_day(parser)
        parser.add_argument("--partial", action="store_true", help="take the good lines of a file with wrong ones")
        parser.add_argument("--officer", metavar="CODE", help="the officer who decides; needed to go against a rule")
        parser.add_argument("--from-assessment", type=UUID, metavar="ID", help="what assess kept, instead of a file")
        parser.add_argument("--schemes", metavar="A,B", help="which schemes of the assessment")
        parser.add_argument(
            "--warning-seen", type=day, metavar="DATE", help="when the warning was shown, if one is due"
        )

    def actor(self, options: dict[str, Any]) -> Actor:
        """Give who acts: the officer who decides, if one is named."""
        code = options.get("officer")
        return Actor(options["actor"], officer_of(code)) if code else super().actor(options)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        chosen = [each.strip() for each in (options["schemes"] or "").split(",") if each.strip()]
        if bool(options["file"]) == bool(options["from_assessment"]):
            raise WrongArguments("give a file, or --from-assessment with --schemes")
        if options["file"]:
            return super().act(options)
        if not chosen:
            raise WrongArguments("say with --schemes which schemes of the assessment are awarded")
        return self._award_assessed(chosen, options)

    def take(self, rows: Sequence[Row], **frame: Any) -> Tally:
        frame.pop("progress")  # awards are decided and booked in one go
        lines, refused = read_award_lines(rows, frame["actor"], frame["on"])
        if refused and not frame["partial"]:
            raise LinesRefused(refused)
        return award(lines=lines, **frame) + Tally(refused=tuple(refused))

    def tell(self, answer: Any) -> None:
        if "file" in answer:
            super().tell(answer)
            return
        for each in answer["refused"]:
            self.stdout.write(f"  {each['scheme']}: {each['says']}")
        done = ", ".join(answer["schemes"])
        self.stdout.write(f"Niets toegekend van {done}." if answer["refused"] else f"Toegekend: {done}.")

    def _award_assessed(self, chosen: list[str], options: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {"assessment": str(options["from_assessment"]), "schemes": chosen, "refused": []}
        try:
            tally = award_assessed(
                assessment_id=options["from_assessment"],
                scheme_codes=chosen,
                actor=self.actor(options),
                on=day_of(options),
                warning_seen_on=options["warning_seen"],
            )
        except LinesRefused as refused:
            for line in refused.lines:
                problem = problem_of(line.refusal, line.number)
                said = {"scheme": chosen[line.number - 1], "code": problem.code, "says": problem.nl}
                answer["refused"].append(said)
            return {**answer, "added": 0, "unchanged": 0}
        return {**answer, "added": tally.added, "unchanged": tally.unchanged}
