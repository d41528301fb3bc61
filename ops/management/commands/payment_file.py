"""Pay what is due: prepare the batch, have it approved, hand it over and write the file for the bank."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.operation import municipal_transaction
from budgets.payouts.lifecycle import BatchState
from budgets.payouts.operations import APPROVALS_NEEDED, approve_batch, discard_batch, hand_over_batch, prepare_batch
from budgets.payouts.ordering import LeftOut
from budgets.payouts.queries import Batch, list_batches
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.officers import officer_of
from ops.management.today import add_day, day_of

_WAITING = (BatchState.PREPARED, BatchState.APPROVED)


class Command(MunicipalCommand):
    help = (
        "Put what is due on or before the day into a payment batch, let the named officers approve it, and write the "
        "approved file to a folder, for the bank. Two officers must approve; until then the batch waits and the same "
        "command with their codes goes on with it. The same command again pays nothing twice: it writes the same "
        "files again. The file of an earlier day comes back with --batch. A batch that has not left is let go with "
        "--batch and --discard: what it would have paid is in the next."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--approved-by",
            action="append",
            default=[],
            metavar="OFFICER",
            help="the code of an officer who approves what waits; say it twice for two officers",
        )
        parser.add_argument("--out", default="var/out", metavar="DIR", help="the folder of the files (var/out)")
        parser.add_argument("--batch", type=int, metavar="NUMBER", help="only this batch; nothing new is prepared")
        parser.add_argument("--discard", metavar="REASON", help="let the batch of --batch go, and say why")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        if options["discard"] is not None:
            return {"on": on, "batches": [self._discard(options)], "left_out": []}
        officers = [officer_of(code) for code in options["approved_by"]]
        folder = _folder(options["out"])
        left_out: Sequence[LeftOut] = ()
        if options["batch"] is None:
            left_out = prepare_batch(actor=self.actor(options), on=on).left_out
        batches = _batches(on, options["batch"])
        return {
            "on": on,
            "batches": [self._take_on(batch, officers, folder, options) for batch in batches],
            "left_out": [asdict(each) for each in left_out],
        }

    def _discard(self, options: dict[str, Any]) -> dict[str, Any]:
        on, reason = day_of(options), options["discard"].strip()
        if options["batch"] is None or options["approved_by"] or not reason:
            raise WrongArguments("--discard goes with --batch and a reason, and with nobody who approves")
        [batch] = _batches(on, options["batch"])
        return _told(discard_batch(batch_id=batch.id, reason=reason, actor=self.actor(options), on=on))

    def _take_on(self, batch: Batch, officers: list[UUID], folder: Path, options: dict[str, Any]) -> dict[str, Any]:
        actor, on = self.actor(options), day_of(options)
        for officer_id in officers:
            if batch.state == BatchState.PREPARED:
                batch = approve_batch(batch_id=batch.id, officer_id=officer_id, sha256=batch.sha256, actor=actor, on=on)
        path = None
        if batch.state != BatchState.PREPARED:
            handed_over = hand_over_batch(batch_id=batch.id, actor=actor, on=on)
            path = folder / handed_over.file_name
            _write(path, handed_over.content)
        return _told(batch, path)

    def tell(self, answer: Any) -> None:
        if not answer["batches"]:
            self.stdout.write("Er is niets uit te betalen.")
        for batch in answer["batches"]:
            self._tell_batch(batch)
        if answer["left_out"]:
            self.stdout.write("Niet meegenomen; dit blijft openstaan:")
        for each in answer["left_out"]:
            who = f"winkel {each['shop']}" if each["shop"] else f"klantnummer {each['client_number']}"
            self.stdout.write(f"  {who}: {in_euros(each['amount_minor'])} [{each['code']}]")

    def _tell_batch(self, batch: dict[str, Any]) -> None:
        self.stdout.write(
            f"Batch {batch['number']}: {batch['lines']} regels, {in_euros(batch['total_minor'])}, "
            f"uitvoering {batch['execution_on']:%d-%m-%Y}"
        )
        self.stdout.write(f"  SHA-256 {batch['sha256']}")
        if batch["state"] == BatchState.DISCARDED:
            self.stdout.write("  ingetrokken; wat erin stond komt in de volgende batch")
        elif batch["file"] is None:
            missing = batch["approvals_missing"]
            word = "goedkeuring" if missing == 1 else "goedkeuringen"
            self.stdout.write(f"  wacht op {missing} {word} (--approved-by)")
        else:
            self.stdout.write(f"  {batch['file']}")


def _told(batch: Batch, path: Path | None = None) -> dict[str, Any]:
    return {
        "number": batch.number,
        "state": batch.state if path is None else BatchState.HANDED_OVER,
        "lines": batch.line_count,
        "total_minor": batch.total_minor,
        "execution_on": batch.execution_on,
        "sha256": batch.sha256,
        "approvals_missing": max(0, APPROVALS_NEEDED - batch.approval_count),
        "file": None if path is None else str(path),
    }


def in_euros(minor: int) -> str:
    """Write euro cents as people in the Netherlands do: € 1.234,50."""
    whole, cents = divmod(minor, 100)
    return f"€ {whole:,}".replace(",", ".") + f",{cents:02d}"


def _batches(on: date, number: int | None) -> list[Batch]:
    with municipal_transaction():
        if number is None:
            found = [*list_batches(handed_over_on=on), *list_batches(states=_WAITING)]
            return sorted(found, key=lambda batch: batch.number)
        found = list_batches(number=number)
    if not found:
        raise WrongArguments(f"there is no batch {number}")
    return found


def _folder(path: str) -> Path:
    # Found out before anything is booked: a folder that cannot be written to must not leave a batch without its file.
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as problem:
        raise WrongArguments(f"{path}: {problem.strerror}") from None


def _write(path: Path, content: bytes) -> None:
    """This will put a file in place at once and whole; who reads the folder never sees half of one."""
    # Payments name people and their accounts: the file is for its owner only, which is what mkstemp makes.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except OSError as problem:
        Path(draft).unlink(missing_ok=True)
        raise WrongArguments(f"{path}: {problem.strerror}") from None
