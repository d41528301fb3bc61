"""Compare books that came back from a backup with the bank, and let money leave again."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import localtime

from budgets.operation import Actor, municipal_transaction
from budgets.payouts.queries import Batch, list_batches, list_to_reconcile
from budgets.restores.operations import confirm_restore
from budgets.restores.queries import Waiting, find_restore_mode
from budgets.restores.refusals import NothingToConfirm
from ops.management.commands.payment_file import in_euros
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of

DAYS_AT_THE_BANK = 7
"""So long a file may lie at the bank before it is refused or paid; what left earlier is known to both."""


class Command(MunicipalCommand):
    help = (
        "Books that were put back from a backup hand nothing over until a person confirms. Without --by and --reason: "
        "show which batches must be compared with the bank first. With both: end restore mode of the municipality, "
        "and write in the trail who did it and why."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", default="", metavar="NAME", help="the person who compared the books with the bank")
        parser.add_argument("--reason", default="", metavar="TEXT", help="what was compared, and what came out")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        with municipal_transaction():
            waiting = find_restore_mode()
            compare = [] if waiting is None else _to_compare(waiting)
            last = max((batch.number for batch in list_batches()), default=0)
        if waiting is None:
            raise NothingToConfirm
        confirming = bool(options["by"] or options["reason"])
        if confirming:
            confirm_restore(reason=options["reason"], actor=Actor(options["by"]), on=day_of(options))
        return {
            "backup_at": waiting.backup_at,
            "restored_at": waiting.restored_at,
            "compare": [_as_data(batch) for batch in compare],
            "first_number_not_in_the_books": last + 1,
            "confirmed": confirming,
        }

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"De boeken zijn teruggezet uit een reservekopie van {_moment(answer['backup_at'])}.")
        self.stdout.write("Wat daarna gebeurde, staat er niet in. Vergelijk met de bank:")
        for batch in answer["compare"]:
            left, total = batch["handed_over_on"], in_euros(batch["total_minor"])
            self.stdout.write(
                f"  batch {batch['number']}: {batch['lines']} regels, {total}, {batch['state']}, "
                f"volgens de boeken {f'uitgegaan op {left}' if left else 'nog niet uitgegaan'}"
            )
            self.stdout.write(f"    {batch['file']}, SHA-256 {batch['sha256']}")
        self.stdout.write(
            f"  batch {answer['first_number_not_in_the_books']} en hoger: niet in deze boeken; kent de bank er een, "
            "doe dan het werk van die dag eerst opnieuw (ops/runbooks/restore.md)."
        )
        if answer["confirmed"]:
            self.stdout.write("Bevestigd: er kan weer worden uitbetaald.")
        else:
            self.stdout.write("Er gaat niets uit tot iemand dit bevestigt met --by NAAM --reason TEKST.")


def _to_compare(waiting: Waiting) -> list[Batch]:
    return list_to_reconcile(localtime(waiting.backup_at).date() - timedelta(days=DAYS_AT_THE_BANK))


def _as_data(batch: Batch) -> dict[str, Any]:
    return {
        "number": batch.number,
        "state": batch.state,
        "lines": batch.line_count,
        "total_minor": batch.total_minor,
        "execution_on": batch.execution_on,
        "handed_over_on": batch.handed_over_on,
        "sha256": batch.sha256,
        "file": batch.file_name,
    }


def _moment(at: Any) -> str:
    return f"{localtime(at):%d-%m-%Y %H:%M}"
