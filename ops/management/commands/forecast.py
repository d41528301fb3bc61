"""Show when each fund runs out."""

from typing import Any

from django.core.management.base import CommandParser

from budgets.exports.books import write_amount
from budgets.exports.forecast import MONTHS_OF_TREND, get_forecast
from ops.management.frame import MunicipalCommand
from ops.management.today import add_day, day_of

WIDTH = 40
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class Command(MunicipalCommand):
    help = (
        "Show month by month to the end of the year what each fund will have free: after what known rights ask, and "
        "after new awards as in the months before. Shows the month in which a fund runs out, at the earliest and at "
        "the latest."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", metavar="CODE", help="only the funds of this scheme")
        add_day(parser)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        on = day_of(options)
        forecast = get_forecast(on=on, scheme_code=options["scheme"])
        return {
            "on": on.isoformat(),
            "until": f"{on.year}-12-31",
            "months_of_trend": MONTHS_OF_TREND,
            "funds": [each.as_data() for each in forecast.funds],
            "schemes": [each.as_data() for each in forecast.schemes],
            "unknown": forecast.unknown,
        }

    def tell(self, answer: Any) -> None:
        self.stdout.write(f"Vooruitblik van {answer['on']} tot en met {answer['until']}.")
        self.stdout.write(
            f"Nieuwe toekenningen: het gemiddelde van de {answer['months_of_trend']} hele maanden ervoor, of van "
            "zoveel als het fonds er is; de band is de laagste en de hoogste maand. Bekende rechten: gemiddeld wat een "
            "tijdvak gaf, hoogstens wat hun regel vraagt."
        )
        for outlook in answer["funds"]:
            self._tell_outlook(outlook)
        for outlook in answer["schemes"]:
            if sum(each["scheme"] == outlook["scheme"] for each in answer["funds"]) > 1:
                self._tell_outlook(outlook)
        for scheme, why in answer["unknown"].items():
            self.stdout.write(f"{scheme}: niet te voorspellen. {why}")

    def _tell_outlook(self, outlook: dict[str, Any]) -> None:
        awards = outlook["new_awards_per_month"]
        per_month = ", ".join(map(str, awards)) if awards else "nog geen hele maand bekend"
        self.stdout.write(f"\n{outlook['name']} ({outlook['of']}), nu vrij {write_amount(outlook['free'], 'EUR')}")
        self.stdout.write(f"  nieuwe toekenningen per maand: {per_month}")
        scale = max(outlook["free"], *(each["free"]["high"] for each in outlook["months"]), 1)
        for each in outlook["months"]:
            name = MONTHS[int(each["month"][5:]) - 1]
            amount = write_amount(each["free"]["mid"], "EUR")
            self.stdout.write(f"  {name} {amount:>16} |{_bar(each['free'], scale)}|")
        self.stdout.write("  " + _ending(outlook))


def _bar(free: dict[str, int], scale: int) -> str:
    low, mid, high = (max(0, free[name]) * WIDTH // scale for name in ("low", "mid", "high"))
    return ("█" * low + "▒" * (mid - low) + "·" * (high - mid)).ljust(WIDTH)


def _ending(outlook: dict[str, Any]) -> str:
    earliest, latest = outlook["runs_out_earliest"], outlook["runs_out_latest"]
    if outlook["runs_out"]:
        until = f"op zijn laatst {latest}" if latest else "bij weinig nieuwe toekenningen niet"
        return f"op in {outlook['runs_out']} (op zijn vroegst {earliest}, {until})"
    left = write_amount(outlook["year_end"]["mid"], "EUR")
    return f"eind van het jaar nog {left} vrij" + (f"; op zijn vroegst op in {earliest}" if earliest else "")
