"""When each fund runs out: what it has free, what known rights will ask of it, and the trend of new awards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from budgets.entitlements.lifecycle import PeriodState, State
from budgets.entitlements.models import Entitlement, Period
from budgets.exports.projection import Band, Projection, Trend, monthly, months_before, project
from budgets.funding.models import Fund
from budgets.funding.queries import FundPosition, get_positions, list_funds
from budgets.operation import reading
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.terms import TermMissing, Terms
from ledger.balances import list_first_promises

MONTHS_OF_TREND = 6
JUDGED = (PeriodState.MET, PeriodState.MISSED, PeriodState.CLOSED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How one fund, or all funds of a scheme, go on; `new_awards` is how many there were in each month of the trend."""

    of: str
    name: str
    scheme: str
    free: int
    committed: int
    trend: Trend
    new_awards: tuple[int, ...]
    projection: Projection

    def as_data(self) -> dict[str, Any]:
        """Give it ready for JSON."""
        run = self.projection
        return {
            "of": self.of,
            "name": self.name,
            "scheme": self.scheme,
            "free": self.free,
            "committed": self.committed,
            "new_awards_per_month": list(self.new_awards),
            "promised_per_month": list(self.trend.months),
            "months": [
                {
                    "month": f"{each.month:%Y-%m}",
                    "known": asdict(each.known),
                    "new": asdict(each.new),
                    "free": asdict(each.free),
                }
                for each in run.months
            ],
            "runs_out": _named(run.runs_out),
            "runs_out_earliest": _named(run.earliest),
            "runs_out_latest": _named(run.latest),
            "year_end": asdict(run.year_end),
        }


def _named(month: date | None) -> str | None:
    return f"{month:%Y-%m}" if month else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The outlook of funds and of schemes. `unknown` says of which schemes the terms do not tell what will be asked."""

    funds: tuple[Outlook, ...]
    schemes: tuple[Outlook, ...]
    unknown: dict[str, str]


@reading
def get_forecast(*, on: date, scheme_code: str | None = None) -> Forecast:
    """Give the outlook from the end of a day to the end of its year; as many queries for one right as for all.

    :raises SchemeUnknown: the catalogue has no such scheme
    """
    funds = list_funds(get_scheme(scheme_code).code if scheme_code else None)
    positions = get_positions(funds, as_of=on).funds
    known, unknown = _known_draws(funds, on)
    promised, awarded = _new_awards(funds, on)
    outlooks = [
        _outlook(fund, position, on, known.get(fund.id, {}), promised.get(fund.id, ()), awarded.get(fund.id, ()))
        for fund, position in zip(funds, positions, strict=True)
    ]
    return Forecast(tuple(outlooks), tuple(_by_scheme(outlooks, on)), unknown)


def _outlook(
    fund: Fund,
    position: FundPosition,
    on: date,
    known: Mapping[date, Band],
    promised: Sequence[tuple[date, int]],
    awarded: Sequence[date],
) -> Outlook:
    # A fund that is younger than the trend is judged by the months that it was there.
    months = [month for month in months_before(on, MONTHS_OF_TREND) if month >= fund.opened_on.replace(day=1)]
    trend = monthly(promised, months)
    counted = monthly([(day, 1) for day in awarded], months)
    run = project(position.free, on=on, known=known, trend=trend)
    return Outlook(fund.code, fund.name, fund.scheme, position.free, position.committed, trend, counted.months, run)


def _by_scheme(outlooks: Sequence[Outlook], on: date) -> Iterator[Outlook]:
    for scheme in sorted({each.scheme for each in outlooks}):
        own = [each for each in outlooks if each.scheme == scheme]
        known: dict[date, Band] = defaultdict(Band)
        for each in own:
            for month in each.projection.months:
                known[month.month] += month.known
        free, trend = sum(each.free for each in own), Trend(_added([each.trend.months for each in own]))
        yield Outlook(
            scheme,
            get_scheme(scheme).name,
            scheme,
            free,
            sum(each.committed for each in own),
            trend,
            _added([each.new_awards for each in own]),
            project(free, on=on, known=known, trend=trend),
        )


def _added(each: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Add up months of funds of different age: the last ones belong together."""
    longest = max(map(len, each))
    return tuple(sum(column) for column in zip(*((0,) * (longest - len(one)) + one for one in each), strict=True))


def _known_draws(funds: Sequence[Fund], on: date) -> tuple[dict[UUID, dict[date, Band]], dict[str, str]]:
    """Give per fund and month what active rights will ask of its free room; only schemes that promise period by
    period ask more than their award did.
    """
    schemes = {fund.scheme for fund in funds if get_scheme(fund.scheme).each_period.replenishes}
    draws: dict[UUID, dict[date, Band]] = defaultdict(lambda: defaultdict(Band))
    unknown: dict[str, str] = {}
    usual, terms = _usual_grants(funds, on), dict[tuple[str, str], Terms]()
    rows = Entitlement.objects.filter(scheme__in=schemes, state=State.ACTIVE, next_due_on__isnull=False)
    groups = rows.values("scheme", "cohort", "fund", "next_due_on").annotate(count=Count("id"))
    for group in groups.order_by("scheme", "cohort", "fund", "next_due_on"):
        wanted = group["scheme"], group["cohort"]
        terms[wanted] = terms.get(wanted) or get_terms(*wanted)
        try:
            for due, most in _dues(group["scheme"], terms[wanted], group["next_due_on"] or on, on):
                least = min(most, usual.get(group["fund"], most))
                draws[group["fund"]][due.replace(day=1)] += _times(Band(least, least, most), group["count"])
        except TermMissing as missing:
            unknown[group["scheme"]] = str(missing)
    return draws, unknown


def _dues(scheme_code: str, terms: Terms, next_due_on: date, on: date) -> Iterator[tuple[date, int]]:
    """Give the dates on which an entitlement asks for a new promise, to the end of the year, and the most it may be.

    What should have been done before is asked with the first run that comes.
    """
    scheme, due = get_scheme(scheme_code), next_due_on
    while due.year <= on.year:
        yield max(due, on), scheme.each_period.commitment(terms, on=due)
        due = scheme.rhythm.containing(due).ends_on


def _times(band: Band, count: int) -> Band:
    return Band(band.low * count, band.mid * count, band.high * count)


def _usual_grants(funds: Sequence[Fund], on: date) -> dict[UUID, int]:
    """Give per fund what a period gave on average in the months of the trend, in cents; no fund without any."""
    first = months_before(on, MONTHS_OF_TREND)[0]
    ran = Period.objects.filter(due_on__gte=first, due_on__lte=on, state__in=JUDGED)
    sums = ran.filter(entitlement__fund__in=[fund.id for fund in funds]).values("entitlement__fund")
    return {
        row["entitlement__fund"]: row["sum"] // row["count"]
        for row in sums.annotate(sum=Sum("granted_minor"), count=Count("id"))
    }


Promised = dict[UUID, list[tuple[date, int]]]
Awarded = dict[UUID, list[date]]


def _new_awards(funds: Sequence[Fund], on: date) -> tuple[Promised, Awarded]:
    """Give per fund the days and promises of the awards in the months of the trend."""
    first, until = months_before(on, MONTHS_OF_TREND)[0], on.replace(day=1)
    rows = Entitlement.objects.filter(fund__in=[fund.id for fund in funds])
    days = dict(rows.filter(awarded_on__gte=first, awarded_on__lt=until).values_list("id", "awarded_on"))
    promised: Promised = defaultdict(list)
    awarded: Awarded = defaultdict(list)
    for entitlement, fund, minor in list_first_promises(days):
        day = days[entitlement]
        if day is not None:
            promised[fund].append((day, minor))
            awarded[fund].append(day)
    return promised, awarded
