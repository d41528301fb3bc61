"""Whoever asks the functions of the database by raw SQL to take from people what they have: each act, towards each
class, is refused, and leaves a row in the trail.
"""

from itertools import product
from uuid import uuid4

import pytest
from django.db import connection

from budgets.entitlements.models import PassBudget
from budgets.operation import operation
from ledger import tenant
from ledger.accounts import Place, open_accounts
from ledger.amount import eur
from ledger.chart import CHART, FLOWS
from ledger.journal import book
from ledger.refusal import Refusal
from tests.budgets.entitlements.town import SPRING, breaches, rows
from tests.budgets.granted import GIVEN, a_town_that_grants
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
CLASSES = [each.code for each in CHART]
ACTS = [*FLOWS, "reclaim", "correction", "set_off"]
THEIRS = ("ENTITLED", "EARMARKED")
BY_THEM = {
    ("payout", "ENTITLED", "IN_TRANSIT"),
    ("spend", "EARMARKED", "SHOP_PAYABLE"),
    ("spend", "EARMARKED", "ISSUED"),
}
"""What takes from people because they get it, or spend it."""
ONE_BY_ONE = "SELECT ledger_book(%s, %s, %s, %s, 'x', NULL, ARRAY[%s]::bigint[], ARRAY[%s]::bigint[], '{1}', '{EUR}')"
AT_ONCE = (
    "SELECT * FROM ledger_book_all(%s, ARRAY[%s], ARRAY[%s], ARRAY[%s]::date[], '{x}', '{NULL}'::bigint[],"
    " '{1}', ARRAY[%s]::bigint[], ARRAY[%s]::bigint[], '{1}', '{EUR}')"
)


@operation
def ask(*, statement, act, debit, credit, actor, on):
    """Ask the database in our own words."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [tenant.current(), f"raw:{uuid4()}", act, on, debit, credit])


@operation
def open_all(*, places, actor, on):
    """Open accounts for a test."""
    return open_accounts(places)


class Till:
    """Noor has cash that is due and a pass with 50 euro on it; there is an account of every class besides."""

    def __init__(self, town):
        self.town = town
        [(self.entitled,)] = rows(
            "SELECT id FROM ledger_account WHERE class = 'ENTITLED' AND entitlement = %s", town.gift
        )
        places = [Place(each, entitlement=town.gift if each in THEIRS else None, scheme="x") for each in CLASSES]
        self.other = dict(zip(CLASSES, open_all(places=places, actor=TEST, on=SPRING), strict=True))
        self.theirs = {"ENTITLED": self.entitled, "EARMARKED": self.other["EARMARKED"]}
        fill(town.gift, debit=self.other["GRANT_EXPENSE"], credit=self.other["EARMARKED"], actor=TEST, on=SPRING)


@operation
def fill(entitlement_id, *, debit, credit, actor, on):
    """Put 50 euro on a pass."""
    PassBudget.objects.create(entitlement_id=entitlement_id, account=credit, granted_on=on)
    book(debit=debit, credit=credit, amount=eur("50.00"), act="grant", why="test", key="pass", happened_on=on)


@pytest.fixture
def till():
    with a_town_that_grants() as town:
        yield Till(town)
        [(on_pass,)] = rows("SELECT sum(-amount) FROM ledger_posting WHERE class = 'EARMARKED'")
        [(cash,)] = rows("SELECT sum(-amount) FROM ledger_posting WHERE class = 'ENTITLED'")
        assert (on_pass, cash) == (5_000, GIVEN)
        assert breaches() == []


class TestRawSql:
    @pytest.mark.parametrize("statement", [ONE_BY_ONE, AT_ONCE], ids=["one by one", "as an array"])
    @pytest.mark.parametrize("source", THEIRS)
    def test_takes_nothing_from_people_by_any_act_to_any_class(self, till, source, statement):
        tried = [(act, credit) for act, credit in product(ACTS, CLASSES) if (act, source, credit) not in BY_THEM]

        codes = set()
        for act, credit in tried:
            with pytest.raises(Refusal) as refused:
                ask(
                    statement=statement,
                    act=act,
                    debit=till.theirs[source],
                    credit=till.other[credit],
                    actor=TEST,
                    on=SPRING,
                )
            codes.add(refused.value.code)

        assert codes <= {
            "reclaim-forbidden",
            "flow-not-allowed",
            "same-account",
            "not-a-reversal",
            "lapse-not-announced",
        }
        [(told,)] = rows("SELECT count(*) FROM trail_act WHERE refused <> '' AND name LIKE '%%.ask.refused'")
        assert told == len(tried) > len(FLOWS) * len(CLASSES) - 10
