"""Assess again what was decided, with the rules of today."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from budgets.entitlements.explaining import KINDS, Page, count_replayable, replay_one, replay_page
from budgets.rounds.replaying import count_round_decisions, list_rounds, replay_claim, replay_round
from ops.management.frame import MunicipalCommand

MOST_TOLD = 50
TELL_EVERY = 10_000


class Command(MunicipalCommand):
    help = (
        "Assess again what was decided: from the case and the terms that each explanation keeps, with the rules of "
        "today, and rounds divided again with their published seed. The same cents come out; where they do not, both "
        "values are shown and the command ends with 1."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "grant", nargs="?", type=UUID, metavar="GRANT", help="the id of the grant, or of what was decided"
        )
        which.add_argument("--all", action="store_true", help="everything that a rule decided in the municipality")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        if not options["all"]:
            page = replay_claim(options["grant"]) or replay_one(options["grant"])
            return {"replayed": page.count, "different": page.count - _same(page), "differences": _as_data(page)}
        total = count_replayable() + count_round_decisions()
        answer: dict[str, Any] = {"replayed": 0, "different": 0, "differences": []}
        for name in KINDS:
            self._replay(name, answer, total)
        for round_id in list_rounds():
            self._add(replay_round(round_id), answer, total)
        return answer

    def succeeded(self, answer: Any) -> bool:
        return answer["different"] == 0

    def tell(self, answer: Any) -> None:
        same = answer["replayed"] - answer["different"]
        self.stdout.write(
            f"{answer['replayed']} besluiten opnieuw berekend: {same} gelijk, {answer['different']} anders."
        )
        for each in answer["differences"][:MOST_TOLD]:
            self.stdout.write(f"  {each['kind']} {each['id']} ({each['scheme']}, {each['on']})")
            for found in each["differs"]:
                self.stdout.write(f"    {found['what']}: bewaard {found['kept']}, nu {found['today']}")
        left_out = len(answer["differences"]) - MOST_TOLD
        if left_out > 0:
            self.stdout.write(f"  … en nog {left_out}; met --json staan ze er allemaal.")

    def _replay(self, name: str, answer: dict[str, Any], total: int) -> None:
        """Add one kind of decisions to the answer, page by page."""
        page = replay_page(name, after=None)
        while page.count:
            self._add(page, answer, total)
            page = replay_page(name, after=page.last)

    def _add(self, page: Page, answer: dict[str, Any], total: int) -> None:
        before = answer["replayed"]
        answer["replayed"] += page.count
        answer["different"] += len(page.differing)
        answer["differences"] += _as_data(page)
        if before // TELL_EVERY < answer["replayed"] // TELL_EVERY:
            self.stderr.write(f"{answer['replayed']} van {total} besluiten")


def _same(page: Page) -> int:
    return page.count - len(page.differing)


def _as_data(page: Page) -> list[dict[str, Any]]:
    return [
        told.as_data()
        | {"differs": [{"what": each.what, "kept": each.kept, "today": each.today} for each in differences]}
        for told, differences in page.differing
    ]
