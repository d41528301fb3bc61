"""A municipality in which people get a bouwdepot: 1,050.00 euros on the day it starts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection, connections, transaction

from budgets.entitlements.awarding import AwardLine
from budgets.entitlements.operations import award
from budgets.funding.operations import deposit, open_fund
from budgets.jobs.period_run import run_period
from budgets.operation import municipal_transaction
from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from ledger.amount import eur
from ledger.invariants import list_breaches
from tests.builders import TEST

GIFT = 105_000
A_THURSDAY = date(2026, 4, 2)
GOOD_FRIDAY = date(2026, 4, 3)
AFTER_EASTER = date(2026, 4, 7)


def open_bouwdepot(on: date = A_THURSDAY) -> None:
    """This will adopt the scheme in the served municipality, with a fund of a million euros."""
    adopt_scheme(scheme_code="bouwdepot", actor=TEST, on=on)
    fund = open_fund(code="jong", name="Jong", scheme_code="bouwdepot", actor=TEST, on=on)
    deposit(fund_id=fund.id, amount=eur("1000000.00"), reference="gift", actor=TEST, on=on)


def give(people: Sequence[UUID], *, on: date = A_THURSDAY) -> None:
    """This will award people a bouwdepot from a day, and grant the first month."""
    lines = [
        AwardLine(number=number, person_id=person, scheme_code="bouwdepot", starts_on=on)
        for number, person in enumerate(people, start=2)
    ]
    award(lines=lines, actor=TEST, on=on)
    run_period(scheme_code="bouwdepot", actor=TEST, on=on)


def balance_of(account_class: str) -> int:
    """Give what stands on all accounts of a class that credits make larger, in cents."""
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(-sum(amount), 0) FROM ledger_posting WHERE class = %s", [account_class])
        return int(cursor.fetchone()[0])


def breaches() -> list[object]:
    with municipal_transaction():
        return list(list_breaches())


def run_as_owner(*statements: Sequence[object]) -> int:
    """Run these as the owner of the tables, and undo them."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(tenant.current())])
        try:
            for statement, *values in statements:
                cursor.execute(statement, values or None)
            return cursor.rowcount
        finally:
            if not connections["owner"].needs_rollback:
                transaction.set_rollback(True, using="owner")
