"""Load a municipality's own terms of a scheme from a file."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.schemes.operations import load_terms
from ops.management.frame import MunicipalCommand
from ops.management.term_file import read_term_file
from ops.management.today import add_day, day_of


class Command(MunicipalCommand):
    help = (
        "Load the terms of a scheme from a TOML file: the scheme, and [[term]] rows with key, valid_from, value, "
        "source and maybe cohort. A new row ends the one before it; what holds is never changed. A wrong key, overlap, "
        "gap or value is refused with its line. The same file again changes nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file of terms (TOML)")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        file = read_term_file(options["file"])
        change = load_terms(file=file, actor=self.actor(options), on=day_of(options))
        return {
            "scheme": file.scheme_code,
            "added": len(change.added),
            "ended": len(change.ended),
            "unchanged": change.unchanged,
        }

    def tell(self, answer: Any) -> None:
        counts = f"regels: {answer['added']} nieuw, {answer['ended']} beëindigd, {answer['unchanged']} stonden er al"
        self.stdout.write(f"{answer['scheme']}, {counts}.")
