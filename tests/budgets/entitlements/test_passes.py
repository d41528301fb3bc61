"""A pass in the books: filled once, announced twice, lapsed into its fund, and never sooner, whoever asks for it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award, end_all_of_person, stop
from budgets.entitlements.queries import get_figures
from budgets.funding.operations import open_fund
from budgets.operation import municipal_transaction
from budgets.payouts.queries import list_payables
from budgets.schemes.operations import adopt_scheme
from ledger import holds, journal
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.balances import list_balances_of_entitlements
from ledger.database import LapseNotAnnounced, ReclaimForbidden
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, fill, rows, run
from tests.builders import LONG_AGO, TEST

pytestmark = pytest.mark.usefixtures("database")
MEEDOEN = "meedoen"
NEW_YEAR, FIRST, SECOND, LAPSES = date(2026, 1, 1), date(2026, 11, 20), date(2026, 12, 11), date(2027, 1, 1)


@pytest.fixture
def town() -> Iterator[list[UUID]]:
    """Serve a town, give its people, and check at the end that its books hold."""
    with a_town():
        yield enter_people(3)
        assert breaches() == []


def passes(people: list[UUID], **terms: Any) -> list[UUID]:
    """Give each of these people a pass of 300 euros, or of 40 points, filled on New Year."""
    adopt_scheme(scheme_code=MEEDOEN, terms={"amount": {"adult": "300.00"}, **terms}, actor=TEST, on=LONG_AGO)
    fill(open_fund(code=MEEDOEN, name=MEEDOEN, scheme_code=MEEDOEN, actor=TEST, on=LONG_AGO).id, "1000.00")
    lines = [
        AwardLine(number=number, person_id=person, scheme_code=MEEDOEN, starts_on=NEW_YEAR, category="adult")
        for number, person in enumerate(people, start=2)
    ]
    award(lines=lines, actor=TEST, on=NEW_YEAR)
    run(MEEDOEN, NEW_YEAR)
    return [found for (found,) in rows("SELECT id FROM entitlements_entitlement ORDER BY id")]


def figures(entitlement: UUID) -> Any:
    with municipal_transaction():
        return get_figures(entitlement)


def pass_account(entitlement: UUID) -> int:
    with municipal_transaction():
        accounts = list_balances_of_entitlements([entitlement])
    [account] = [each.account_id for each in accounts if each.account_class == "EARMARKED"]
    return account


def lapsed_account() -> int:
    [(fund,)] = rows("SELECT id FROM funding_fund")
    with municipal_transaction():
        [account] = open_accounts([Place("LAPSED", fund=fund, scheme=MEEDOEN)])
    return account


class TestAYear:
    def test_of_euros_goes_into_the_pass_and_what_is_left_back_to_the_fund(self, town):
        [noor] = passes(town[:1])
        assert (balance("EARMARKED"), balance("COMMITTED"), balance("FREE")) == (30_000, 30_000, 70_000)
        with municipal_transaction():
            assert list_payables(LAPSES) == []

        for day in (FIRST, SECOND, LAPSES):
            run(MEEDOEN, day)

        assert (balance("EARMARKED"), balance("LAPSED"), balance("COMMITTED")) == (0, 30_000, 0)
        assert balance("FREE") == 100_000
        assert rows("SELECT number, given_on, lapses_on FROM entitlements_notice ORDER BY number") == [
            (1, FIRST, LAPSES), (2, SECOND, LAPSES),
        ]  # fmt: skip
        found = figures(noor)
        assert (found.state, found.balance, found.lapsed, found.paid_out) == ("ENDED", 0, 30_000, 0)

    def test_of_points_is_counted_in_points_and_promised_in_euros(self, town):
        [noor] = passes(town[:1], unit="POINT", point_value="0.50", amount={"adult": "40"})

        assert rows("SELECT p.unit, sum(p.amount) FROM ledger_posting p WHERE class = 'ISSUED' GROUP BY 1") == [
            ("POINT", 40)
        ]
        assert (figures(noor).balance, figures(noor).unit, balance("COMMITTED")) == (40, Unit.POINT, 2_000)
        for day in (FIRST, SECOND, LAPSES):
            run(MEEDOEN, day)
        assert (figures(noor).lapsed, balance("COMMITTED"), balance("FREE")) == (40, 0, 100_000)

    def test_is_run_for_many_in_as_many_queries_as_for_one(self, town):
        passes(town)

        report = run(MEEDOEN, FIRST)

        assert (report.totals["notices"], report.totals["entitlements"]) == (3, 3)


class TestNever:
    @pytest.mark.parametrize("told", [[], [FIRST], [FIRST, SECOND]], ids=["untold", "told once", "told twice"])
    def test_does_a_pass_lapse_sooner_by_a_booking(self, town, told):
        [noor] = passes(town[:1])
        for day in told:
            run(MEEDOEN, day)

        with pytest.raises(LapseNotAnnounced):
            book("lapse", pass_account(noor), lapsed_account(), LAPSES - timedelta(days=1))

        assert figures(noor).balance == 30_000

    @pytest.mark.parametrize("act", ["release", "payout", "write_off", "reclassify", "earn"])
    def test_is_a_pass_taken_back_by_another_act(self, town, act):
        [noor] = passes(town[:1])
        with municipal_transaction():
            [bank] = open_accounts([Place("IN_TRANSIT")])

        with pytest.raises(ReclaimForbidden):
            book(act, pass_account(noor), bank, LAPSES)

    def test_is_a_grant_on_a_pass_reversed(self, town):
        passes(town[:1])
        [(entry,)] = rows("SELECT id FROM ledger_entry WHERE act = 'grant'")

        with pytest.raises(ReclaimForbidden), municipal_transaction():
            journal.reverse(entry, key="undo", why="over-awarded", happened_on=NEW_YEAR)

    def test_does_a_stop_take_what_lies_on_it(self, town):
        [noor] = passes(town[:1])

        stop(entitlement_id=noor, actor=TEST, on=FIRST)

        assert (figures(noor).balance, balance("COMMITTED")) == (30_000, 30_000)


def book(act: str, debit: int, credit: int, on: date) -> None:
    with municipal_transaction():
        journal.book(
            debit=debit, credit=credit, amount=Amount(1, Unit.EUR), act=act, why="test", key="taken", happened_on=on
        )


class TestTheEstate:
    def test_keeps_what_lies_on_the_pass_and_what_was_set_aside_comes_free(self, town):
        [noor] = passes(town[:1])
        at = datetime(2026, 5, 1, 12, tzinfo=UTC)
        leg = journal.Leg(pass_account(noor), lapsed_account(), Amount(1_000, Unit.EUR))
        with municipal_transaction():
            holds.hold([leg], act="lapse", why="at a till", key="till", at=at, until=at + timedelta(days=2))
        assert (figures(noor).balance, figures(noor).available) == (30_000, 29_000)

        ended = end_all_of_person(person_id=town[0], actor=TEST, on=date(2026, 5, 2), reason="died")

        assert ended == 1
        found = figures(noor)
        assert (found.state, found.balance, found.available, found.written_off) == ("ENDED", 30_000, 30_000, 0)
        assert rows("SELECT died_on, moved_on FROM parties_person WHERE id = %s", town[0]) == [(date(2026, 5, 2), None)]

    def test_lapses_by_its_terms_as_any_other(self, town):
        [noor] = passes(town[:1])
        end_all_of_person(person_id=town[0], actor=TEST, on=date(2026, 5, 2), reason="moved-away")

        for day in (FIRST, SECOND, LAPSES):
            run(MEEDOEN, day)

        assert (figures(noor).lapsed, balance("FREE")) == (30_000, 100_000)
        assert rows("SELECT died_on, moved_on FROM parties_person WHERE id = %s", town[0]) == [(None, date(2026, 5, 2))]
