"""What holds for every history: the casebook checks floors, sums and moves after each act; here they are made up."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from budgets.entitlements.refusals import FundExhausted
from budgets.lifecycles import NotAllowedInState
from budgets.schemes.periods import QUARTERLY
from tests.budgets.entitlements.casebook import Casebook, a_volunteer

BEGIN = date(2024, 1, 1)
LAST = date(2027, 2, 10)
DAYS = st.dates(BEGIN, date(2026, 6, 30))
HOURS = st.decimals(0, 120, places=2)
WORK = st.lists(st.tuples(DAYS, HOURS), max_size=25)
FUNDS = st.sampled_from(["2500.00", "3000.00", "4100.00", "1000000.00"])
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "start_amount": st.sampled_from(["0.00", "500.00", "1500.00"]),
        "hourly_value": st.sampled_from(["0.01", "13.27"]),
        "low_quarter_hours": st.just("carried"),
        "missed_periods_allowed": st.integers(1, 4),
    },
)
SUSPENSIONS = st.sampled_from(["extends", "skips"])
VERBS = ["run", "run", "run", "attest", "attest", "attest", "fund", "suspend", "resume", "stop", "restart", "end"]
# What happens, how many days after the last thing, how many hours, and how many days back they were worked.
DOINGS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 60), HOURS, st.integers(0, 200)), max_size=40)
Doing = tuple[str, int, Decimal, int]


class TestCatchingUp:
    @given(DAYS, WORK, FUNDS, TERMS)
    def test_gives_what_timely_runs_would_have_given(
        self, starts_on: date, work: list[tuple[date, Decimal]], fund: str, terms: dict[str, Any]
    ) -> None:
        at_once, timely = (a_volunteer(starts_on, fund, **terms) for _ in range(2))
        for person in (at_once, timely):
            for day, hours in work:
                person.attest(day, hours)

        at_once.run(LAST)
        for day in _first_days(starts_on):
            timely.run(day)

        assert _seen(at_once) == _seen(timely)

    @given(DAYS, SUSPENSIONS)
    def test_gives_all_months_of_a_gift(self, starts_on: date, suspension: str) -> None:
        at_once, timely = (
            Casebook("bouwdepot", starts_on=starts_on, terms={"suspension": suspension}) for _ in range(2)
        )

        at_once.run(starts_on + timedelta(days=400))
        for days in range(0, 401, 10):
            timely.run(starts_on + timedelta(days=days))

        assert _seen(at_once) == _seen(timely)
        assert at_once.grants == ["1050.00"] * 12


class TestAnyHistory:
    @given(DOINGS, FUNDS, TERMS)
    def test_of_a_volunteer_keeps_the_books(self, doings: list[Doing], fund: str, terms: dict[str, Any]) -> None:
        noor = a_volunteer(BEGIN, fund, **terms)

        _live(noor, doings)

    @given(DOINGS, SUSPENSIONS)
    def test_of_a_gift_gives_no_more_than_twelve_months(self, doings: list[Doing], suspension: str) -> None:
        sam = Casebook("bouwdepot", starts_on=BEGIN, terms={"suspension": suspension}, fund="12600.00")

        _live(sam, doings)

        assert len(sam.grants) <= 12
        assert sam.state != "ENDED" or not sam.committed


def _first_days(starts_on: date) -> Iterator[date]:
    yield starts_on
    day = QUARTERLY.containing(starts_on).ends_on
    while day <= LAST:
        yield day
        day = QUARTERLY.containing(day).ends_on
    yield LAST


def _seen(person: Casebook) -> dict[str, Any]:
    return {
        "acts": [(act.kind, act.amount, act.due_on, act.label) for act in person.acts],
        "periods": person.periods,
        "moves": person.moves,
        "balances": (person.prepaid, person.lost, person.committed, person.free),
        "next_due_on": person.next_due_on,
        "missed": person.missed,
    }


def _live(person: Casebook, doings: list[Doing]) -> None:
    """Let things happen one after another; what a person was granted only ever grows."""
    day = BEGIN
    for doing, later, hours, back in doings:
        day += timedelta(days=later)
        granted = list(person.grants)
        if doing == "run":
            person.run(day)
            assert person.run(day).acts == [], "a second run on the same day does nothing"
        elif doing == "attest":
            person.attest(day - timedelta(days=back), hours)
        elif doing == "fund":
            person.free += 50_000
        else:
            try:
                person.decide(doing, day)
            except (NotAllowedInState, FundExhausted):
                continue
        assert person.grants[: len(granted)] == granted
