"""Whether the work in the background goes on."""

from datetime import timedelta
from typing import Any

from budgets.jobs.health import Backlogs, examine
from ledger.models import Municipality
from ops.management.frame import MunicipalCommand

SAYS = {
    "no-worker": "er is geen werkproces: start `manage.py work`",
    "dead-jobs": "er is werk opgegeven: zie `manage.py jobs`",
    "jobs-wait": "werk wacht langer dan een kwartier",
    "entries-wait": "boekingen wachten langer dan een kwartier op wie ervan moet horen",
    "restore-mode": "boeken zijn teruggezet en geven niets af: zie `manage.py confirm_restore`",
}


class Command(MunicipalCommand):
    help = (
        "Tell whether the work in the background goes on: which workers were seen, what waits and for how long, what "
        "was given up, how many messages were refused, and whether books that were put back wait for a person. Ends "
        "with 1 when something is wrong; a refused message alone is not."
    )
    needs_municipality = False

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        health = examine()
        codes = dict(Municipality.objects.values_list("id", "code"))
        return {
            "worries": health.worries(),
            "workers": [
                {
                    "worker": pulse.worker,
                    "lives": health.lives(pulse),
                    "seen_s_ago": _seconds(pulse.seen_ago),
                    "round_s_ago": _seconds(pulse.swept_ago) if pulse.swept_ago is not None else None,
                }
                for pulse in health.workers
            ],
            "municipalities": [_as_data(each, codes[each.municipality_id]) for each in health.backlogs],
        }

    def succeeded(self, answer: Any) -> bool:
        return not answer["worries"]

    def tell(self, answer: Any) -> None:
        for each in answer["workers"]:
            says = "werkt" if each["lives"] else "niet meer gezien"
            self.stdout.write(f"{each['worker']}: {says} ({each['seen_s_ago']} s geleden gezien)")
        for each in answer["municipalities"]:
            if any(each[name] for name in ("waiting", "running", "dead", "oldest_entry_s")):
                self.stdout.write(
                    f"{each['municipality']}: {each['waiting']} wachten (oudste {each['oldest_job_s']} s), "
                    f"{each['running']} bezig, {each['dead']} opgegeven; oudste boeking {each['oldest_entry_s']} s"
                )
            if each["failed_messages"]:
                self.stdout.write(
                    f"{each['municipality']}: geweigerde berichten: {each['failed_messages']}; zie "
                    "`manage.py messages list --state FAILED`"
                )
        for code in answer["worries"]:
            self.stdout.write(f"LET OP: {SAYS[code]} [{code}]")
        if not answer["worries"]:
            self.stdout.write("Alles loopt.")


def _as_data(backlogs: Backlogs, code: str) -> dict[str, Any]:
    return {
        "municipality": code,
        "waiting": backlogs.jobs.waiting,
        "running": backlogs.jobs.running,
        "dead": backlogs.jobs.dead,
        "oldest_job_s": _seconds(backlogs.jobs.oldest),
        "oldest_entry_s": _seconds(backlogs.oldest_entry),
        "restore_mode": backlogs.is_restored,
        "failed_messages": backlogs.failed_messages,
    }


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
