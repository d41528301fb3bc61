"""Record what jobs really cost, and set it beside what was planned."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from budgets.costs.operations import record_job_cost
from budgets.costs.queries import list_jobs
from budgets.exports.books import write_amount
from budgets.operation import reading
from budgets.schemes.explanation import euros as written
from ops.management.columns import in_columns
from ops.management.finding import add_entitlement, entitlement_of
from ops.management.frame import MunicipalCommand, WrongArguments, at_most, euros
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Take what a job really cost from what was promised for it, or list all jobs of a scheme with planned and real "
        "cost. Wages are paid elsewhere. More than planned is promised by the fund when it can; what is left is free "
        "again when the job ends. The same reference again changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["record", "list"], help="what to do")
        add_entitlement(parser, required=False)
        parser.add_argument("--amount", type=euros, help="record: what it cost in euros, as 2400.00")
        parser.add_argument(
            "--reference", type=at_most(80), help="record: what tells this cost from another, as 2026-03"
        )
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["verb"] == "list":
            jobs = reading(list_jobs)(options["scheme"])
            return {"scheme": options["scheme"], "jobs": [asdict(job) for job in jobs]}
        if not (options["person"] and options["amount"] and options["reference"]):
            raise WrongArguments("say --person, --amount and --reference")
        made = record_job_cost(
            reference=options["reference"],
            entitlement_id=entitlement_of(options),
            amount=options["amount"],
            actor=self.actor(options),
            on=day_of(options),
        )
        return {"scheme": options["scheme"], "reference": made.reference, "amount_minor": made.amount_minor}

    def tell(self, answer: Any) -> None:
        if "jobs" not in answer:
            self.stdout.write(
                f"{answer['scheme']}: {written(answer['amount_minor'])} ({answer['reference']}) vastgelegd."
            )
            return
        columns = ("planned", "real", "committed")
        rows = [["fonds", "staat", "begin", "gepland", "werkelijk", "nog toegezegd"]]
        for job in answer["jobs"]:
            amounts = (write_amount(job[column], "EUR") for column in columns)
            rows.append([job["fund"], job["state"], job["starts_on"].isoformat(), *amounts])
        totals = (write_amount(sum(job[column] for job in answer["jobs"]), "EUR") for column in columns)
        rows.append(["totaal", "", "", *totals])
        for text in in_columns(rows, words=3):
            self.stdout.write(text)
