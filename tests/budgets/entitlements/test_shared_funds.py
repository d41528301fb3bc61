"""Several funds carry one award in the books, to the cent: promised by their shares, granted by what each promised."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from budgets.entitlements.operations import end
from budgets.funding.operations import open_fund
from budgets.operation import municipal_transaction
from budgets.parties.lines import LinesRefused
from budgets.schemes.operations import adopt_scheme
from ledger.balances import list_balances_of_fund
from tests.budgets.entitlements.town import a_town, award_to, balance, breaches, enter_people, fill, rows, run
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
GIFTS, START = "gewoon-geld-geven", date(2025, 1, 1)
THIRDS = {"gemeente": "0.50", "Stichting": "0.30", "welzijn": "0.20"}


@pytest.fixture
def people() -> Iterator[list[UUID]]:
    with a_town():
        yield enter_people(2)
        assert breaches() == []


def funds(*names: str, euros: str = "10000.00", share: bool = False, **terms: Any) -> dict[str, UUID]:
    adopt_scheme(scheme_code=GIFTS, terms={"monthly_amount": "150.01", **terms}, actor=TEST, on=LONG_AGO)
    opened = {}
    for priority, name in enumerate(names, start=1):
        fund = open_fund(code=name, name=name, scheme_code=GIFTS, priority=priority, actor=TEST, on=LONG_AGO)
        fill(fund.id, euros)
        opened[name] = fund.id
    return opened


def of_fund(fund_id: UUID, account_class: str) -> int:
    with municipal_transaction():
        return list_balances_of_fund(fund_id).get(account_class, 0)


class TestShares:
    def test_are_of_what_is_promised_and_of_what_is_granted(self, people):
        opened = funds("gemeente", "stichting", "welzijn", shares=THIRDS)
        award_to(people[:1], GIFTS, starts_on=START)
        assert [of_fund(each, "COMMITTED") for each in opened.values()] == [180_012, 108_007, 72_005]

        run(GIFTS, date(2025, 3, 1))

        spent = [of_fund(each, "SPENT") for each in opened.values()]
        assert sum(spent) == 3 * 15_001
        assert [of_fund(each, "GRANT_EXPENSE") for each in opened.values()] == spent
        assert balance("ENTITLED") == 3 * 15_001

    def test_leave_nothing_promised_at_the_end(self, people):
        opened = funds("gemeente", "stichting", "welzijn", shares=THIRDS)
        award_to(people, GIFTS, starts_on=START)

        run(GIFTS, date(2027, 1, 1))

        assert balance("COMMITTED") == 0
        assert sum(of_fund(each, "SPENT") for each in opened.values()) == 2 * 24 * 15_001
        assert [of_fund(each, "SPENT") for each in opened.values()] == [360_024, 216_014, 144_010]

    def test_do_not_depend_on_when_it_was_run(self, people):
        opened = funds("gemeente", "stichting", "welzijn", shares=THIRDS)
        award_to(people, GIFTS, starts_on=START)
        for month in range(1, 13):
            run(GIFTS, date(2025, month, 1))
        run(GIFTS, date(2027, 1, 1))

        assert [of_fund(each, "SPENT") for each in opened.values()] == [360_024, 216_014, 144_010]

    def test_are_given_back_when_it_ends(self, people):
        opened = funds("gemeente", "stichting", "welzijn", shares=THIRDS)
        [noor] = award_to(people[:1], GIFTS, starts_on=START)
        run(GIFTS, START)

        end(entitlement_id=noor, actor=TEST, on=date(2025, 1, 20))

        assert balance("COMMITTED") == 0
        assert sum(of_fund(each, "FREE") for each in opened.values()) == 3_000_000 - 15_001

    def test_are_drawn_in_turn_by_a_published_seed(self, people):
        funds("gemeente", "stichting", shares={"gemeente": "0.50", "stichting": "0.50"}, seed="2025")
        award_to(people, GIFTS, starts_on=START)

        run(GIFTS, date(2027, 1, 1))

        assert balance("COMMITTED") == 0


class TestAFund:
    def test_that_cannot_carry_its_share_is_named(self, people):
        opened = funds("gemeente", "stichting", euros="2000.00", shares={"gemeente": "0.90", "stichting": "0.10"})

        with pytest.raises(LinesRefused) as refused:
            award_to(people[:1], GIFTS, starts_on=START)

        [line] = refused.value.lines
        assert (line.refusal.code, line.refusal.facts["fund"]) == ("fund-exhausted", "gemeente")
        assert [of_fund(each, "FREE") for each in opened.values()] == [200_000, 200_000]

    def test_that_is_not_there_is_named(self, people):
        funds("gemeente", shares=THIRDS)

        with pytest.raises(LinesRefused) as refused:
            award_to(people[:1], GIFTS, starts_on=START)

        [line] = refused.value.lines
        assert (line.refusal.code, line.refusal.facts["fund"]) == ("share-without-fund", "Stichting")

    def test_without_shares_carries_it_all_or_leaves_it_to_the_next(self, people):
        opened = funds("gemeente", "stichting", euros="4000.00")

        award_to(people, GIFTS, starts_on=START)

        assert [of_fund(each, "COMMITTED") for each in opened.values()] == [360_024, 360_024]
        assert rows("SELECT count(*) FROM entitlements_fund_share") == [(0,)]
