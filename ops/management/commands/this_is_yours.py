"""Write the letter that says what a person was given, and that it is theirs."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import make_aware

from budgets.exports.this_is_yours import get_yours, write_letter
from connectors.letter.page import as_text
from connectors.letter.pdf import write_pdf
from ops.management.frame import MunicipalCommand, WrongArguments
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Write the letter “this is yours” to a person: what was given and when, that it never has to be paid back, and "
        "what is on a pass and until when. As text, or with --pdf as a file; the same day gives the same file."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="CLIENT_NUMBER", help="the client number of the person")
        parser.add_argument("--pdf", metavar="FILE", help="write the letter as PDF to this file")
        parser.add_argument("--lang", choices=("nl", "en"), help="the language (default: that of the person)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        yours = get_yours(options["person"], on=on, lang=options["lang"])
        letter = write_letter(yours)
        if options["pdf"]:
            _write(options["pdf"], write_pdf(letter, created_at=make_aware(datetime.combine(on, time()))))
        return yours.as_data() | {"lang": yours.language, "pdf": options["pdf"], "letter": as_text(letter)}

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"Geschreven: {answer['pdf']}" if answer["pdf"] else answer["letter"])


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as problem:
        raise WrongArguments(f"{path}: {problem.strerror}") from None
