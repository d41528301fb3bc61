"""Show how a municipality stands."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.report import get_report
from budgets.schemes.explanation import euros
from budgets.web.staff.wording import comma
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
        for scheme in answer["schemes"]:
            self._tell_scheme(scheme)
        for fund in answer["funds"]:
            self._tell_fund(fund)
        self._tell("betaalbestanden", f"{len(answer['payment_files'])}")
        self._tell("regels van de boeken", "{hold} van {of} kloppen".format(**answer["invariants"]))

    def _tell_scheme(self, scheme: dict[str, Any]) -> None:
        self.stdout.write(f"{scheme['name']}")
        self._tell("toegekend aan", "{people} mensen, nu {active} actief".format(**scheme))
        self._tell(
            "bijschrijvingen", "{openings} begin, {refills} aanvulling, {gifts} gift, {late} later".format(**scheme)
        )
        self._tell("gestopt", "{stops} (nu {stopped}); opgeschort nu {suspended}; afgerond {ended}".format(**scheme))
        self._tell("bijgeschreven", euros(scheme["granted_minor"]))
        self._tell("uitbetaald", euros(scheme["paid_out_minor"]))

    def _tell_fund(self, fund: dict[str, Any]) -> None:
        self.stdout.write(f"{fund['name']} ({fund['scheme']})")
        for word, key in (
            ("ontvangen", "given_minor"),
            ("toegezegd", "committed_minor"),
            ("besteed", "spent_minor"),
            ("vrij", "free_minor"),
            ("afgeboekt", "written_off_minor"),
        ):
            self._tell(word, euros(fund[key]))

    def _tell(self, word: str, value: str) -> None:
        self.stdout.write(f"  {word:<22}{value}")
