"""Run everything of a scheme that is due."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from budgets.jobs.desk import ask_for_run
from budgets.jobs.period_run import RunReport, rehearse_period, run_period
from budgets.schemes.explanation import euros
from ops.management.frame import MunicipalCommand, day

COUNTS = {
    "entitlements": "bekeken",
    "periods": "tijdvakken",
    "grants": "bijschrijvingen",
    "stops": "gestopt",
    "ends": "afgerond",
    "suspensions": "opgeschort",
}


class Command(MunicipalCommand):
    help = (
        "Do everything of a scheme that is due on or before a day: judge periods, grant, stop and end. Dates that were "
        "missed are done as well, and a run that was broken off is finished first. The same again changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", required=True, metavar="CODE", help="the scheme, as burgerbudget")
        parser.add_argument("--on", required=True, type=day, metavar="DATE", help="the day to run on, as 2026-04-01")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="only tell what would happen; nothing is kept")
        how.add_argument(
            "--background", action="store_true", help="leave it to `manage.py work`; look at it with `manage.py runs`"
        )

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["background"]:
            return self._ask(options)
        asked = {"scheme_code": options["scheme"], "actor": self.actor(options), "on": options["on"]}
        report = rehearse_period(**asked) if options["dry_run"] else self._run(asked)
        return {
            "scheme": report.scheme,
            "on": report.on.isoformat(),
            "dry_run": options["dry_run"],
            "runs": [] if options["dry_run"] else [str(run_id) for run_id in report.run_ids],
            **{name: report.totals.get(name, 0) for name in COUNTS},
            "granted_minor": report.totals.get("granted_minor", 0),
        }

    def tell(self, answer: Any) -> None:
        begin = f"{answer['scheme']}, {answer['on']}"
        if "job" in answer:
            self.stdout.write(f"{begin}: gevraagd als werk {answer['job']}.")
            return
        if not answer["entitlements"]:
            self.stdout.write(f"{begin}: er is niets te doen.")
            return
        counts = ", ".join(f"{answer[name]} {word}" for name, word in COUNTS.items())
        self.stdout.write(f"{begin}: {counts}; samen {euros(answer['granted_minor'])} toegekend.")
        if answer["dry_run"]:
            self.stdout.write("Dit was een proef: er is niets geboekt.")

    def _run(self, asked: dict[str, Any]) -> RunReport:
        return run_period(told=self._progress, workers=settings.RUN_WORKERS, **asked)

    def _ask(self, options: dict[str, Any]) -> dict[str, Any]:
        job_id = ask_for_run(scheme_code=options["scheme"], actor=self.actor(options), on=options["on"])
        return {"scheme": options["scheme"], "on": options["on"].isoformat(), "job": str(job_id)}

    def _progress(self, done: int) -> None:
        self.stderr.write(f"{done} gedaan")
