"""The jobs of a municipality, and a new chance for what was given up."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.jobs.desk import list_jobs, revive_job
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of

MOST = 50


class Command(MunicipalCommand):
    help = (
        "List the jobs that wait, run or were given up (DEAD), the newest first. With --revive a job that was given up "
        "waits again, with all its tries: do that when the cause is gone."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="list what is done as well")
        parser.add_argument("--revive", type=UUID, metavar="ID", help="let a job that was given up be tried again")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        if options["revive"]:
            revive_job(job_id=options["revive"], actor=self.actor(options), on=day_of(options))
        return [asdict(line) for line in list_jobs(most=MOST, also_done=options["all"])]

    def tell(self, answer: Any) -> None:
        for each in answer:
            failed = f", {each['tries']} keer geprobeerd: {each['failed_with']}" if each["failed_with"] else ""
            what = f"{each['kind']} {each['subject']}".rstrip()
            self.stdout.write(f"{each['id']}  {each['state']:<8} {what}, {each['on']}{failed}")
        if not answer:
            self.stdout.write("Er wacht niets.")
