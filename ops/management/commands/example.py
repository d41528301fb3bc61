"""Try worked examples."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.jobs.examples.trial import Verdict, try_example
from ops.management.frame import MunicipalCommand


class Command(MunicipalCommand):
    help = (
        "Try worked examples: TOML files with steps and what must come of them. Each runs through the real operations, "
        "in a municipality of its own that is undone at the end. Prints one line PASS or FAIL for each file, with each "
        "wrong value beside the right one; exits 1 when a file fails."
    )
    needs_municipality = False

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a worked example (TOML)")
        parser.add_argument(
            "--explain", action="store_true", help="tell the journal entries and what the person is told"
        )
        parser.add_argument(
            "--lang", choices=("nl", "en"), default="nl", help="the language of --explain (default: nl)"
        )

    def act(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        lang = options["lang"] if options["explain"] else None
        answer = []
        for file in options["files"]:
            verdict = try_example(file, lang=lang)
            answer.append(verdict.as_data())
            if not options["json"]:
                self._show(verdict)
        return answer

    def tell(self, answer: list[dict[str, Any]]) -> None:
        """Each file was told as soon as it was tried."""

    def succeeded(self, answer: list[dict[str, Any]]) -> bool:
        return all(each["ok"] for each in answer)

    def _show(self, verdict: Verdict) -> None:
        title = f" — {verdict.title}" if verdict.title else ""
        self.stdout.write(f"{'PASS' if verdict.ok else 'FAIL'} {verdict.file}{title}")
        for each in verdict.differences:
            place = f"expect {each.expect}: {each.key}" if each.expect else each.key
            self.stdout.write(f"  {place}: expected {each.expected}, actual {each.actual}")
        for line in verdict.account:
            self.stdout.write(f"  {line}")
