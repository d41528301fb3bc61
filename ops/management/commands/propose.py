"""Propose a scheme to people who did not ask for it (ambtshalve)."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from budgets.entitlements.applications import propose
from budgets.entitlements.proposing import line_of
from budgets.entitlements.register import list_had_in
from budgets.operation import reading
from connectors.spreadsheet.table import read
from ops.management.award_lines import AWARD_COLUMNS, read_award_lines
from ops.management.frame import MunicipalCommand, WrongArguments, readable
from ops.management.line_reasons import problem_of
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Propose a scheme for a year to everyone who had it the year before and did not leave, with the facts of then; "
        "or to the people of a file with the columns of award. They can say no for some weeks (decide withdraw); after "
        "that decide --proposed awards it. Who said no before is left alone. Again changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", metavar="CODE", help="the scheme that they had the year before")
        parser.add_argument("--year", type=int, help="the year that it is proposed for, as 2026")
        parser.add_argument("--file", metavar="FILE", help="people to propose to, instead of those of the year before")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        actor, on = self.actor(options), day_of(options)
        if bool(options["file"]) == bool(options["scheme"] and options["year"]):
            raise WrongArguments("give --scheme with --year, or --file")
        if options["file"]:
            table = read(readable(options["file"]), AWARD_COLUMNS)
            lines, refused = read_award_lines(table.rows, actor, on)
            problems = [*table.problems, *(problem_of(each.refusal, each.number) for each in refused)]
            if problems:
                raise WrongArguments("; ".join(problem.say() for problem in problems[:5]))
        else:
            had = reading(list_had_in)(options["scheme"], options["year"] - 1)
            first = date(options["year"], 1, 1)
            lines = [line_of(row, number, starts_on=first, applied_on=None) for number, row in enumerate(had)]
        tally = propose(lines=lines, actor=actor, on=on, partial=True)
        return {
            "proposed": tally.added,
            "unchanged": tally.unchanged,
            "refused": [
                {"code": line.refusal.code, "says": problem_of(line.refusal, line.number).nl} for line in tally.refused
            ],
        }

    def tell(self, answer: Any) -> None:
        told = f"{answer['proposed']} voorgesteld, {answer['unchanged']} ongewijzigd, {len(answer['refused'])} niet."
        self.stdout.write(told)
        for each in answer["refused"][:50]:
            self.stdout.write(f"  {each['says']} [{each['code']}]")
