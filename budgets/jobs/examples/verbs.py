"""The verbs, expectations and funds that a worked example may name, each with its keys and how they are read."""

from datetime import date
from decimal import Decimal
from typing import Any

from budgets.entitlements.lifecycle import State
from budgets.jobs.examples.tables import (
    Key,
    Unreadable,
    amount,
    day,
    euros,
    flag,
    hours,
    list_of,
    number,
    one_of,
    packs,
    percentage,
    share,
    table_of,
    text,
)
from budgets.schemes.facts import KNOWN
from budgets.schemes.periods import Period, parse_period
from budgets.schemes.rules import OrganisationKind
from ledger.amount import Unit

NO_DAY = "none"
OVER_AWARD = "over_award"


def _period(value: Any) -> Period:
    try:
        period = parse_period(text(value))
        day(period.starts_on)
        return period
    except ValueError:
        raise Unreadable('a quarter or a month, as "2024-Q1" or "2024-03"') from None


def _dated_hours(value: Any) -> tuple[tuple[date, Decimal], ...]:
    if not isinstance(value, dict) or not value:
        raise Unreadable('hours by date, as { "2026-02-10" = "20" }')
    try:
        return tuple(sorted((day(date.fromisoformat(key)), hours(each)) for key, each in value.items()))
    except ValueError:
        raise Unreadable('hours by date, as { "2026-02-10" = "20" }') from None


def _next_on(value: Any) -> date | str:
    if value == NO_DAY:
        return NO_DAY
    return day(value)


def anything(value: Any) -> Any:
    """Read what is looked at more closely later on."""
    return value


def _facts(value: Any) -> Any:
    """Read a table of known facts; a value that cannot be is for the operation to refuse, fact by fact."""
    if not isinstance(value, dict) or not value.keys() <= KNOWN.keys():
        raise Unreadable('a table of facts, as { rent = "600.00" }, out of ' + ", ".join(KNOWN))
    return value


def _household(value: Any) -> str | tuple[str, ...]:
    """Read the name that a household goes by, or a list of who else is in it."""
    return list_of(text)(value) if isinstance(value, list) else text(value)


PERSON = {"person": Key(text, required=True)}
OF_STOCK = {"point": Key(text, required=True), "amount": Key(packs, required=True)}
OF_PURCHASE = {"redemption": Key(number, required=True), "key": Key(text)}  # the nth purchase of the file
EVERY_STEP = {"on": Key(day, required=True), "do": Key(text, required=True), "refused": Key(text), "scheme": Key(text)}
VERBS: dict[str, dict[str, Key]] = {
    "award": {
        **PERSON,
        "category": Key(text),
        "household": Key(_household),
        "facts": Key(_facts),
        "amount": Key(euros),
        "cohort": Key(text),
        "starts_on": Key(day),
    },
    "attest": {
        **PERSON,
        "organisation": Key(text, required=True),
        "period": Key(_period),
        "hours": Key(hours),
        "dated_hours": Key(_dated_hours),
        "kind": Key(one_of(*OrganisationKind)),
        "replaces": Key(flag),
    },
    **{verb: dict(PERSON) for verb in ("suspend", "resume", "stop", "restart", "end", "die", "move_away")},
    "run": {},
    "claim": {**PERSON, "facts": Key(_facts), "household": Key(_household)},
    "propose_factor": {},
    "lock_factor": {},
    "donate": {"amount": Key(euros, required=True), "donor": Key(text, required=True)},
    "finding": {**PERSON, "kind": Key(one_of(OVER_AWARD), required=True), "amount": Key(euros, required=True)},
    "issue": OF_STOCK,
    "restock": OF_STOCK,
    "redeem": {
        **PERSON,
        "shop": Key(text, required=True),
        "amount": Key(amount, required=True),
        "unit": Key(one_of(Unit.EUR.value, Unit.POINT.value, Unit.LESSON.value)),
        "activity": Key(text),
        "own": Key(amount),
        "hold": Key(flag),
        "key": Key(text),
    },
    "cancel": OF_PURCHASE,
    **{verb: {**OF_PURCHASE, "amount": Key(amount)} for verb in ("capture", "refund")},
    "settle": {"shop": Key(text, required=True)},
}
OF_PERSON = {
    "state": Key(one_of(*State.values)),
    "missed_periods": Key(number),
    **{name: Key(amount) for name in ("balance", "available", "paid_out", "written_off", "lapsed")},
    "grants": Key(list_of(amount)),
    "next_on": Key(_next_on),
}
OF_FUND = {name: Key(euros) for name in ("fund_committed", "fund_spent", "fund_free")}
OF_ROUND = {"factor": Key(percentage), "contributions": Key(table_of(euros))}
OF_SHOP = {"shop_payable": Key(euros), "shop_paid": Key(euros)}
# What cannot be told yet: a file that names it is told so, in words of its own.
LATER_EXPECTATIONS = frozenset({"next"})
FUND = {"amount": Key(euros, required=True), "name": Key(text), "share": Key(share)}
