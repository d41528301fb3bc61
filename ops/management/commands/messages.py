"""Messages to people: what was written, what went out, letters to print, and a second try."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from django.utils.timezone import make_aware

from budgets.messages.lifecycle import MessageState
from budgets.messages.operations import note_printed, send_again, send_failed_again
from budgets.messages.queries import count_messages, list_letters, list_messages
from budgets.parties.people import person_of
from connectors.letter.page import Letter
from connectors.letter.pdf import write_pdf
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.today import add_day, day_of

MOST = 50


class Command(MunicipalCommand):
    help = (
        "List messages, the newest first (list); write the letters that wait as PDF files and note them as printed "
        "(print); or let one go out again that was refused, or of which nobody knows whether it arrived, or all that "
        "were refused (again)."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["list", "print", "again"], help="what to do")
        parser.add_argument("--person", metavar="CLIENT_NUMBER", help="list: those to one person, with their words")
        parser.add_argument("--state", choices=MessageState.values, default="", help="list: those in one state")
        parser.add_argument("--out", metavar="FOLDER", help="print: where the files go; it must be there")
        parser.add_argument("--message", type=UUID, metavar="ID", help="again: which message")
        parser.add_argument("--failed", action="store_true", help="again: all that were refused and did not arrive")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["verb"] == "list":
            person = person_of(options["person"]) if options["person"] else None
            found = list_messages(most=MOST, state=options["state"], person_id=person)
            return {"counts": count_messages(), "messages": [asdict(each) for each in found], "words": bool(person)}
        if options["verb"] == "print":
            return self._print(options)
        return self._send_again(options)

    def _send_again(self, options: dict[str, Any]) -> dict[str, Any]:
        if (options["message"] is None) is not options["failed"]:
            raise WrongArguments("again asks --message or --failed")
        if options["failed"]:
            return {"failed_again": send_failed_again(actor=self.actor(options), on=day_of(options))}
        send_again(message_id=options["message"], actor=self.actor(options), on=day_of(options))
        return {"again": options["message"]}

    def _print(self, options: dict[str, Any]) -> dict[str, Any]:
        if not options["out"]:
            raise WrongArguments("print asks --out")
        letters = list_letters()
        _write(letters, Path(options["out"]), make_aware(datetime.combine(day_of(options), time())))
        written = [letter_id for letter_id, _letter in letters]
        count = note_printed(message_ids=written, actor=self.actor(options), on=day_of(options))
        return {"printed": count, "folder": options["out"]}

    def tell(self, answer: Any) -> None:
        if "printed" in answer:
            self.stdout.write(f"{answer['printed']} brieven in {answer['folder']}.")
        elif "failed_again" in answer:
            self.stdout.write(f"Van wat niet is aangekomen gaan er {answer['failed_again']} opnieuw uit.")
        elif "again" in answer:
            self.stdout.write(f"{answer['again']} gaat opnieuw uit.")
        else:
            self._list(answer)

    def _list(self, answer: Any) -> None:
        for each in answer["messages"]:
            why = f", {each['failed_with']}" if each["failed_with"] else ""
            self.stdout.write(
                f"{each['id']}  {each['state']:<7}  {each['channel']:<6}  {each['made_on']}  {each['kind']}{why}"
            )
            if answer["words"]:
                self.stdout.write(f"\n{each['subject']}\n\n{each['body']}\n")
        counts = answer["counts"]
        self.stdout.write(", ".join(f"{count} {state}" for state, count in counts.items()))
        if counts["SENDING"]:
            self.stdout.write("Van wat op SENDING blijft staan, is niet bekend of het is aangekomen.")


def _write(letters: Sequence[tuple[UUID, Letter]], folder: Path, created_at: datetime) -> None:
    try:
        for letter_id, letter in letters:
            (folder / f"{letter_id}.pdf").write_bytes(write_pdf(letter, created_at=created_at))
    except OSError as problem:
        raise WrongArguments(f"{folder}: {problem.strerror}") from None
