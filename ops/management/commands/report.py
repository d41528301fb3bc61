"""Show how a municipality stands."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.report import get_report
from budgets.schemes.explanation import euros, in_words
from budgets.web.staff.wording import comma
from ledger.amount import Unit
from ops.management.columns import in_columns
from ops.management.frame import MunicipalCommand, day


class Command(MunicipalCommand):
    help = "Show people, hours, grants, stops, payments, funds and whether the books add up. No personal data."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, metavar="DATE", help="up to the end of this day (default: all booked)")

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        return get_report(on=options["on"])

    def succeeded(self, answer: Any) -> bool:
        return answer["invariants"]["hold"] == answer["invariants"]["of"]

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"{answer['name']}, stand op {answer['on'] or 'geen enkele dag: er is nog niets geboekt'}")
        self._tell("mensen", f"{answer['people']}")
        self._tell("uren bevestigd", comma(answer["hours"]))
        self._tell("betaalbestanden", f"{len(answer['payment_files'])}")
        self._tell("winkels", "{shops}".format(**answer["shopping"]))
        self._tell("besteed bij winkels", _spent(answer["shopping"]))
        self._tell("afgerekend", _settled(answer["shopping"]))
        self._tell("regels van de boeken", "{hold} van {of} kloppen".format(**answer["invariants"]))
        self._tell_table(SCHEMES, [_scheme(each) for each in answer["schemes"]])
        self._tell_table(STOCK, [_point(each) for each in answer["stock"]])
        self._tell_table(FUNDS, [_fund(each) for each in answer["funds"]], words=2)

    def _tell(self, word: str, value: str) -> None:
        self.stdout.write(f"  {word:<22}{value}")

    def _tell_table(self, heading: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> None:
        if rows:
            self.stdout.write("")
            for line in in_columns([heading, *rows], words=words):
                self.stdout.write(line)


SCHEMES = ("regeling", "mensen", "actief", "afgerond", "gestopt", "bij", "bijgeschreven", "vervallen", "uitbetaald")
STOCK = ("uitgiftepunt", "op voorraad", "uitgegeven")
FUNDS = ("fonds", "regeling", "ontvangen", "toegezegd", "besteed", "vrij", "afgeboekt")
GRANTS = ("openings", "refills", "gifts", "by_hours", "late")


def _scheme(scheme: dict[str, Any]) -> list[str]:
    unit = Unit(scheme["unit"])
    counts = [
        scheme["people"],
        scheme["active"],
        scheme["ended"],
        scheme["stopped"],
        sum(scheme[key] for key in GRANTS),
    ]
    amounts = [in_words(scheme[f"{key}_minor"], unit) for key in ("granted", "lapsed")]
    return [scheme["name"], *map(str, counts), *amounts, euros(scheme["paid_out_minor"])]


def _spent(shopping: dict[str, Any]) -> str:
    spent, back = euros(shopping["spent_minor"]), euros(shopping["refunded_minor"])
    return f"{shopping['receipts']} bonnen, {spent}; terug {back}"


def _settled(shopping: dict[str, Any]) -> str:
    paid, fees = euros(shopping["settled_minor"]), euros(shopping["fees_minor"])
    return f"{shopping['settlements']} keer, {paid} betaald; kosten {fees}"


def _point(point: dict[str, Any]) -> list[str]:
    low = " (bijna op)" if point["is_low"] else ""
    return [point["name"], f"{point['packs']}{low}", str(point["issued"])]


def _fund(fund: dict[str, Any]) -> list[str]:
    keys = ("given_minor", "committed_minor", "spent_minor", "free_minor", "written_off_minor")
    return [fund["name"], fund["scheme"], *(euros(fund[key]) for key in keys)]
