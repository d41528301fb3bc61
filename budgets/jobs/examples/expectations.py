"""What the books of an example say, in the words of its expectations: amounts as text, dates as dates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.explaining import list_differences_of_all
from budgets.entitlements.queries import Figures, find_entitlement, get_figures, list_entitlements, list_grants
from budgets.jobs.examples.loader import Expect
from budgets.jobs.examples.stage import Stage
from budgets.jobs.examples.street import Street
from budgets.jobs.examples.verbs import NO_DAY, OF_ROUND
from budgets.jobs.rounds import figures_of
from budgets.rounds.replaying import list_differences_of_rounds
from budgets.settlements.queries import list_shops_owed, sum_paid_to
from ledger.amount import Amount, AmountUnreadable, Unit, parse_amount
from ledger.invariants import list_breaches


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not as expected; `expect` is the number of the expectation, 0 for the file and its steps."""

    expect: int
    key: str
    expected: Any
    actual: Any


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted, in the order of the days; which of two on one day came first says nothing."""

    days: tuple[date, ...]
    amounts: tuple[Amount, ...]

    def is_told_by(self, expected: Sequence[str]) -> bool:
        """Say whether a list of amounts tells this."""
        given = [_read(each, known.unit) for each, known in zip(expected, self.amounts, strict=False)]
        return len(expected) == len(self.amounts) and self._by_day(given) == self._by_day(self.amounts)

    def _by_day(self, amounts: Sequence[Amount | None]) -> list[tuple[date, int]]:
        return sorted((day, each.minor if each else -1) for day, each in zip(self.days, amounts, strict=True))


_IN_UNIT: dict[str, Callable[[Figures], int]] = {
    "balance": lambda each: each.balance,
    "available": lambda each: each.available,
    "lapsed": lambda each: each.lapsed,
}
_IN_EUROS: dict[str, Callable[[Figures], int]] = {
    "paid_out": lambda each: each.paid_out,
    "written_off": lambda each: each.written_off,
}
_OF_ONE: dict[str, Callable[[Figures], Any]] = {
    "state": lambda each: each.state,
    "missed_periods": lambda each: each.missed_count,
    "next_on": lambda each: each.next_due_on or NO_DAY,
}


def find_differences(expect: Expect, stage: Street) -> list[Difference]:
    """Give what is not as an expectation says, now."""
    actual = _of_person(stage, expect.person) if expect.person else {}
    if any(key.startswith("fund_") for key in expect.values):
        actual |= _of_fund(stage, expect.fund)
    if OF_ROUND.keys() & expect.values.keys():
        actual |= _of_round(stage, expect.values.get("contributions", {}))
    if expect.shop:
        actual |= _of_shop(stage, expect.shop)
    return [
        Difference(expect.number, key, _written(value), _written(actual.get(key)))
        for key, value in expect.values.items()
        if not _is_told(value, actual.get(key))
    ]


def find_breaches(step: int) -> list[Difference]:
    """Give every invariant of the books that does not hold after a step, that nothing was taken among them."""
    return [Difference(0, f"step {step}", breach.says, str(breach.row)) for breach in list_breaches()]


def find_decided_otherwise() -> list[Difference]:
    """Give everything that would be decided otherwise if it was assessed again from what its explanation keeps, or that
    cannot be told.
    """
    return [
        Difference(0, f"{told.kind} of {told.on}: {each.what}", str(each.kept), str(each.today))
        for told, each in (*list_differences_of_all(), *list_differences_of_rounds())
    ]


def _of_person(stage: Stage, name: str) -> dict[str, Any]:
    """Sums are over all a person has here, in the unit of their entitlement under the scheme of the file; the state is
    of that entitlement.
    """
    person_id = stage.people[name]
    figures = [get_figures(entitlement) for entitlement in list_entitlements(person_id)]
    of_scheme = find_entitlement(person_id, stage.example.scheme)
    figure = get_figures(of_scheme) if of_scheme else None
    # Points and euros are never added up.
    unit = figure.unit if figure else Unit.EUR
    alike = [each for each in figures if each.unit is unit]
    values: dict[str, Any] = {key: Amount(sum(map(of, alike)), unit) for key, of in _IN_UNIT.items()}
    values |= {key: _eur(sum(map(of, figures))) for key, of in _IN_EUROS.items()}
    values["grants"] = _grants_of(person_id)
    return values | ({key: of(figure) for key, of in _OF_ONE.items()} if figure else {})


def _grants_of(person_id: UUID) -> Granted:
    grants = list_grants(person_id)
    return Granted(tuple(each.granted_on for each in grants), tuple(each.amount for each in grants))


def _of_fund(stage: Stage, name: str | None) -> Mapping[str, Amount]:
    positions = stage.list_funds(name)
    return {
        "fund_committed": _eur(sum(each.committed for each in positions)),
        "fund_spent": _eur(sum(each.spent for each in positions)),
        "fund_free": _eur(sum(each.free for each in positions)),
    }


def _of_shop(stage: Street, name: str) -> dict[str, Any]:
    shop_id = stage.till_of(name).shop_id
    owed = {each.shop_id: each.owed_minor for each in list_shops_owed()}
    return {"shop_payable": _eur(owed[shop_id]), "shop_paid": _eur(sum_paid_to(shop_id))}


def _of_round(stage: Stage, names: Iterable[str]) -> dict[str, Any]:
    """Give the factor of the latest round, and what these people get; nobody who has no contribution."""
    factor, given = figures_of(stage.example.scheme)
    found = {name: given.get(stage.people[name]) for name in names}
    contributions = {name: _eur(cents) for name, cents in found.items() if cents is not None}
    return {"factor": factor, "contributions": contributions}


def _is_told(expected: Any, actual: Any) -> bool:
    if isinstance(actual, Granted):
        return actual.is_told_by(expected)
    if isinstance(actual, Amount) and isinstance(expected, str):
        return _read(expected, actual.unit) == actual
    return bool(expected == actual)


def _read(text: str, unit: Unit) -> Amount | None:
    """Read an expected amount in the unit of the account; cents of something that is counted are none at all."""
    try:
        return parse_amount(text, unit)
    except AmountUnreadable:
        return None


def _eur(minor: int) -> Amount:
    return Amount(minor, Unit.EUR)


def _written(value: Any) -> Any:
    if isinstance(value, Granted):
        return [str(each) for each in value.amounts]
    if isinstance(value, tuple):
        return [str(each) for each in value]
    if isinstance(value, dict):
        return {name: str(each) for name, each in value.items()}
    return value if isinstance(value, int) or value is None else str(value)
