"""Running commands in a municipality, as a person would type them."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command

from ledger import tenant
from ledger.models import Municipality
from tests import listening
from tests.builders import a_municipality, a_person


def run_in(town: str, *arguments: str) -> tuple[int, Any, str]:
    """Run a command in a town, and give its exit code, its answer as JSON if there is one, and its complaint."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(*arguments, "--municipality", town, stdout=said, stderr=complained)
    except SystemExit as ended:
        code = int(str(ended.code))
    listening.hear(" ".join(arguments[:2]), complained.getvalue())
    return code, json.loads(said.getvalue() or "null"), complained.getvalue()


class Desk:
    """Someone at a terminal of a municipality where Noor and Sem live."""

    def __init__(self, folder: Path) -> None:
        self.id = a_municipality()
        self.code = Municipality.objects.get(id=self.id).code
        self.folder = folder
        with tenant.serving(self.id):
            a_person("Noor")
            a_person("Sem")

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Give the exit code, and what was said on standard output and on standard error."""
        said, complained = io.StringIO(), io.StringIO()
        code = 0
        try:
            call_command(*arguments, "--municipality", self.code, stdout=said, stderr=complained)
        except SystemExit as ended:
            code = int(str(ended.code))
        # An answer may be about the person who was asked for; a complaint ends up in the logs of a server.
        listening.hear(" ".join(arguments), complained.getvalue())
        return code, said.getvalue(), complained.getvalue()

    def answer(self, *arguments: str) -> Any:
        """Give what was answered as JSON."""
        return json.loads(self.run(*arguments, "--json")[1])

    def add_fund(self, amount: str = "10000.00", scheme: str = "burgerbudget") -> Any:
        said = ("--code", f"fonds-{scheme}", "--name", "Fonds", "--scheme", scheme, "--amount", amount)
        return self.answer("add_fund", *said, "--on", "2025-01-01")

    def award_file(self, *lines: str) -> str:
        path = self.folder / "toekenningen.csv"
        path.write_text("\r\n".join(["klantnummer;regeling;cohort;ingangsdatum", *lines]), encoding="utf-8")
        return str(path)

    def award_noor(self) -> None:
        code, _said, complained = self.run(
            "award", self.award_file("noor;burgerbudget;1;01-01-2025"), "--on", "2025-01-01"
        )
        assert code == 0, complained
