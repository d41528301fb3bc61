"""Which budget pays first: the same for everyone, whatever order they come in."""

from datetime import date
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from budgets.passes.order import CarriedBudget, in_order
from ledger.amount import Unit

JUNE, DECEMBER = date(2026, 6, 30), date(2026, 12, 31)
OLD, NEW = date(2025, 1, 1), date(2026, 1, 1)
NOBODY = UUID(int=0)


def budget(number=1, *, for_only=None, until=DECEMBER, granted_on=NEW):
    return CarriedBudget(
        entitlement_id=UUID(int=number),
        person_id=NOBODY,
        scheme="stadspas",
        budget=str(number),
        unit=Unit.EUR,
        account_id=number,
        balance=100,
        available=100,
        granted_on=granted_on,
        activities=None if for_only is None else frozenset(for_only),
        until=until,
    )


IN_ORDER = [
    budget(9, for_only=["sport"], until=JUNE),
    budget(8, for_only=["sport"], until=None),
    budget(7, until=JUNE),
    budget(6, until=DECEMBER, granted_on=OLD),
    budget(4, until=DECEMBER),
    budget(5, until=DECEMBER),
    budget(3, until=None, granted_on=OLD),
    budget(2, until=None),
]
BUDGETS = st.builds(
    budget,
    st.integers(1, 1_000),
    for_only=st.sampled_from([None, ["sport"], ["sport", "cultuur"]]),
    until=st.sampled_from([None, JUNE, DECEMBER]),
    granted_on=st.sampled_from([OLD, NEW]),
)


class TestInOrder:
    def test_puts_first_what_can_buy_least_then_what_lapses_soonest_then_the_oldest(self):
        assert in_order(reversed(IN_ORDER)) == in_order(IN_ORDER) == IN_ORDER

    @given(st.lists(BUDGETS, max_size=4, unique_by=lambda each: each.entitlement_id))
    def test_is_the_same_whatever_comes_first(self, budgets):
        assert all(in_order(each) == in_order(budgets) for each in permutations(budgets))
