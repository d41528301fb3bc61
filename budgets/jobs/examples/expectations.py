"""What the books of an example say, in the words of its expectations: amounts as text, dates as dates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from budgets.entitlements.queries import Figures, find_entitlement, get_figures, list_entitlements
from budgets.funding.queries import get_position, list_funds
from budgets.jobs.examples.loader import NO_DAY, Expect
from budgets.jobs.examples.stage import Stage
from ledger.amount import Amount, Unit
from ledger.invariants import list_breaches


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not as expected; `expect` is the number of the expectation, 0 for the file and its steps."""

    expect: int
    key: str
    expected: Any
    actual: Any


NOTHING_LAPSES = 0
_OF_ALL: dict[str, Callable[[Figures], int]] = {
    "balance": lambda each: each.balance,
    # Holds come with the partner shops: until then all of a balance is available.
    "available": lambda each: each.balance,
    "paid_out": lambda each: each.paid_out,
    "written_off": lambda each: each.written_off,
    "lapsed": lambda each: NOTHING_LAPSES,
}
_OF_ONE: dict[str, Callable[[Figures], Any]] = {
    "state": lambda each: each.state,
    "missed_periods": lambda each: each.missed_count,
    "next_on": lambda each: each.next_due_on or NO_DAY,
}


def find_differences(expect: Expect, stage: Stage) -> list[Difference]:
    """Give what is not as an expectation says, now."""
    actual = _of_person(stage, expect.person) if expect.person else {}
    if any(key.startswith("fund_") for key in expect.values):
        actual |= _of_fund(stage.example.scheme)
    return [
        Difference(expect.number, key, _written(value), _written(actual.get(key)))
        for key, value in expect.values.items()
        if actual.get(key) != value
    ]


def find_breaches(step: int) -> list[Difference]:
    """Give every invariant of the books that does not hold after a step, that nothing was taken among them."""
    return [Difference(0, f"step {step}", breach.says, str(breach.row)) for breach in list_breaches()]


def _of_person(stage: Stage, name: str) -> dict[str, Any]:
    """Sums are over all a person has here; the state is of their entitlement under the scheme of the file."""
    person_id = stage.people[name]
    figures = [get_figures(entitlement) for entitlement in list_entitlements(person_id)]
    values: dict[str, Any] = {key: _eur(sum(map(of, figures))) for key, of in _OF_ALL.items()}
    values["grants"] = tuple(_eur(minor) for each in figures for minor in each.grants)
    of_scheme = find_entitlement(person_id, stage.example.scheme)
    if of_scheme:
        figure = get_figures(of_scheme)
        values |= {key: of(figure) for key, of in _OF_ONE.items()}
    return values


def _of_fund(scheme: str) -> Mapping[str, Amount]:
    positions = [get_position(fund) for fund in list_funds(scheme)]
    return {
        "fund_committed": _eur(sum(each.committed for each in positions)),
        "fund_spent": _eur(sum(each.spent for each in positions)),
        "fund_free": _eur(sum(each.free for each in positions)),
    }


def _eur(minor: int) -> Amount:
    return Amount(minor, Unit.EUR)


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if isinstance(value, int) or value is None else str(value)
