"""What tills leave on passes and put back: what is spent ends, and what comes back can be spent again."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from budgets.entitlements.belongings import get_belongings
from budgets.entitlements.explaining import list_differences_of_all
from budgets.entitlements.models import PassBudget
from budgets.entitlements.operations import end
from budgets.operation import municipal_transaction, reading
from budgets.passes.order import CarriedBudget
from budgets.passes.queries import list_carried
from ledger import journal, tenant
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.balances import list_balances_of_entitlements
from ledger.database import LapseNotAnnounced
from ledger.invariants import Breach
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, rows, run, state_of
from tests.budgets.passes.town import a_pass, open_passes, put_on_pass
from tests.builders import TEST

pytestmark = pytest.mark.usefixtures("database")
NEW_YEAR, MAY, FIRST, SECOND = date(2026, 1, 1), date(2026, 5, 1), date(2026, 11, 19), date(2026, 12, 10)
LAPSES = date(2027, 1, 1)
SHOP = uuid4()


@pytest.fixture
def noor() -> Iterator[UUID]:
    """Serve a town, give one of its people, and check at the end that its books hold and are explained alike again."""
    with a_town():
        yield enter_people(1)[0]
        assert breaches() == []
        with municipal_transaction():
            assert list(list_differences_of_all()) == []


def euros(person: UUID, **terms: str) -> UUID:
    """Put 300 euros on a pass, and give the entitlement."""
    open_passes("meedoen", amount={"adult": "300.00"}, **terms)
    put_on_pass(person, "meedoen", category="adult")
    return the_entitlement()


def lessons(person: UUID) -> UUID:
    """Put 40 lessons on a pass that never lapse, each worth 8 euros, and give the entitlement."""
    open_passes("zwemles", lesson_price="8.00")
    put_on_pass(person, "zwemles")
    return the_entitlement()


def the_entitlement() -> UUID:
    [(found,)] = rows("SELECT id FROM entitlements_entitlement")
    return UUID(str(found))


def accounts(entitlement: UUID) -> dict[str, int]:
    with municipal_transaction():
        theirs = {each.account_class: each for each in list_balances_of_entitlements([entitlement])}
        committed = theirs["COMMITTED"]
        kept = {"fund": committed.fund, "scheme": committed.scheme}
        places = [
            Place("SHOP_PAYABLE", holder=SHOP),
            Place("SPENT", **kept),
            Place("GRANT_EXPENSE", **kept),
            Place("ISSUED", Unit(theirs["EARMARKED"].unit), **kept),
        ]
        others = open_accounts(places[: 3 if theirs["EARMARKED"].unit == "EUR" else 4])
    return {name: each.account_id for name, each in theirs.items()} | dict(
        zip(("SHOP_PAYABLE", "SPENT", "GRANT_EXPENSE", "ISSUED"), others, strict=False)
    )


def at_a_till(act: str, entitlement: UUID, on: date, *legs: tuple[str, str, int, Unit]) -> None:
    """Book as a till does; a refund says that something came back, in the same transaction."""
    known = accounts(entitlement)
    said = [journal.Leg(known[debit], known[credit], Amount(minor, unit)) for debit, credit, minor, unit in legs]
    with municipal_transaction(), connection.cursor() as cursor:
        journal.book_all([journal.Entry(f"{act}:{uuid4()}", act, on, "at a till", said)])
        if act == "refund":
            told = [tenant.current(), [entitlement], on]
            cursor.execute("SELECT entitlements_came_back(%s, %s::uuid[], %s)", told)


def spend(entitlement: UUID, cents: int, on: date = MAY) -> None:
    bought = ("EARMARKED", "SHOP_PAYABLE", cents, Unit.EUR), ("SPENT", "COMMITTED", cents, Unit.EUR)
    at_a_till("spend", entitlement, on, *bought)


def refund(entitlement: UUID, cents: int, on: date) -> None:
    back = ("SHOP_PAYABLE", "EARMARKED", cents, Unit.EUR), ("COMMITTED", "SPENT", cents, Unit.EUR)
    at_a_till("refund", entitlement, on, *back)


def carried(person: UUID, on: date) -> list[CarriedBudget]:
    issued = a_pass(person) if not rows("SELECT 1 FROM passes_pass") else None
    [(found,)] = [(issued.id,)] if issued else rows("SELECT id FROM passes_pass")
    return reading(list_carried)(found, on=on)


class TestWhatIsSpent:
    def test_ends_in_the_next_run(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)

        report = run("meedoen", MAY)

        assert (state_of(budget), report.totals["ends"]) == ("ENDED", 1)
        assert (balance("EARMARKED"), balance("COMMITTED"), balance("SPENT")) == (0, 0, 30_000)
        assert run("meedoen", MAY + timedelta(days=1)).totals == {}

    def test_ends_where_it_would_never_lapse_and_what_was_promised_too_much_comes_free(self, noor: UUID) -> None:
        budget = lessons(noor)
        at_a_till(
            "spend", budget, MAY,
            ("EARMARKED", "ISSUED", 40, Unit.LESSON),
            ("GRANT_EXPENSE", "SHOP_PAYABLE", 30_000, Unit.EUR),
            ("SPENT", "COMMITTED", 30_000, Unit.EUR),
        )  # fmt: skip
        assert balance("COMMITTED") == 2_000

        run("zwemles", MAY)

        assert (state_of(budget), balance("COMMITTED"), balance("FREE")) == ("ENDED", 0, 10_000_000 - 30_000)

    def test_ends_though_nobody_says_any_more_what_a_lesson_is_worth(self, noor: UUID) -> None:
        budget = lessons(noor)
        price = ("GRANT_EXPENSE", "SHOP_PAYABLE", 32_000, Unit.EUR), ("SPENT", "COMMITTED", 32_000, Unit.EUR)
        at_a_till("spend", budget, MAY, ("EARMARKED", "ISSUED", 40, Unit.LESSON), *price)
        rows("UPDATE schemes_term SET valid_until = %s WHERE key = 'lesson_price'", MAY)

        run("zwemles", MAY)

        assert state_of(budget) == "ENDED"

    def test_stays_where_something_is_left(self, noor: UUID) -> None:
        budget = lessons(noor)
        one_left = ("EARMARKED", "ISSUED", 39, Unit.LESSON), ("SPENT", "COMMITTED", 31_200, Unit.EUR)
        at_a_till("spend", budget, MAY, *one_left, ("GRANT_EXPENSE", "SHOP_PAYABLE", 31_200, Unit.EUR))

        assert run("zwemles", MAY).totals == {}
        assert (state_of(budget), balance("COMMITTED")) == ("ACTIVE", 800)


class TestWhatComesBack:
    def test_on_what_has_ended_is_carried_announced_and_lapses_with_its_year(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)
        run("meedoen", MAY)

        refund(budget, 4_000, MAY + timedelta(days=9))

        [found] = carried(noor, MAY + timedelta(days=9))
        assert (found.available, found.until) == (4_000, LAPSES - timedelta(days=1))
        assert balance("COMMITTED") == 4_000
        run("meedoen", MAY + timedelta(days=10))
        for day in (FIRST, SECOND, LAPSES):
            run("meedoen", day)
        assert (state_of(budget), balance("LAPSED"), balance("COMMITTED")) == ("ENDED", 4_000, 0)

    def test_on_what_was_empty_when_people_were_told_is_told_late_and_lapses_as_much_later(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)
        for day in (FIRST, SECOND):
            run("meedoen", day)
        back_on = LAPSES - timedelta(days=10)
        last = back_on + timedelta(days=42) - timedelta(days=1)

        refund(budget, 4_000, back_on)

        for day in (back_on, back_on + timedelta(days=21), LAPSES, last):
            run("meedoen", day)
            assert [(each.available, each.until) for each in carried(noor, day)] == [(4_000, last)]
        run("meedoen", last + timedelta(days=1))
        assert (balance("LAPSED"), balance("EARMARKED")) == (4_000, 0)

    def test_on_what_has_ended_may_be_spent_to_nothing_again(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)
        run("meedoen", MAY)
        refund(budget, 4_000, MAY)
        run("meedoen", MAY)

        spend(budget, 4_000)
        run("meedoen", MAY + timedelta(days=1))

        assert rows("SELECT over FROM entitlements_pass_budget") == [(True,)]
        assert (balance("COMMITTED"), run("meedoen", MAY + timedelta(days=2)).totals) == (0, {})

    def test_on_what_never_lapses_stays(self, noor: UUID) -> None:
        budget = lessons(noor)
        price = ("GRANT_EXPENSE", "SHOP_PAYABLE", 32_000, Unit.EUR), ("SPENT", "COMMITTED", 32_000, Unit.EUR)
        at_a_till("spend", budget, MAY, ("EARMARKED", "ISSUED", 40, Unit.LESSON), *price)
        run("zwemles", MAY)

        back = ("SHOP_PAYABLE", "GRANT_EXPENSE", 800, Unit.EUR), ("COMMITTED", "SPENT", 800, Unit.EUR)
        at_a_till("refund", budget, MAY, ("ISSUED", "EARMARKED", 1, Unit.LESSON), *back)

        assert run("zwemles", MAY).totals == {}
        assert [(each.available, each.until) for each in carried(noor, date(2030, 1, 1))] == [(1, None)]

    def test_on_what_lapsed_can_be_spent_for_six_more_weeks_and_lapses_after_two_new_notices(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 10_000, date(2026, 12, 20))
        for day in (FIRST, SECOND, LAPSES):
            run("meedoen", day)
        assert (state_of(budget), carried(noor, LAPSES)) == ("ENDED", [])
        back_on = date(2027, 1, 10)
        last = back_on + timedelta(days=42)

        refund(budget, 4_000, back_on)

        assert [(each.available, each.until) for each in carried(noor, back_on)] == [(4_000, last)]
        for day in (back_on, back_on + timedelta(days=21), last):
            run("meedoen", day)
            assert [each.until for each in carried(noor, day)] == [last]
        assert rows("SELECT number, given_on FROM entitlements_notice ORDER BY given_on") == [
            (1, FIRST), (2, SECOND), (1, back_on), (2, back_on + timedelta(days=21)),
        ]  # fmt: skip
        run("meedoen", last + timedelta(days=1))
        assert (balance("LAPSED"), balance("EARMARKED"), balance("COMMITTED")) == (24_000, 0, 0)

    def test_on_what_lapsed_is_taken_by_no_booking_on_the_old_notices(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 10_000, date(2026, 12, 20))
        for day in (FIRST, SECOND, LAPSES):
            run("meedoen", day)
        refund(budget, 4_000, date(2027, 1, 10))
        with municipal_transaction():
            [(fund,)] = [(each.fund,) for each in list_balances_of_entitlements([budget]) if each.fund][:1]
            [lapsed] = open_accounts([Place("LAPSED", fund=fund, scheme="meedoen")])
        leg = journal.Leg(accounts(budget)["EARMARKED"], lapsed, Amount(1, Unit.EUR))

        with pytest.raises(LapseNotAnnounced), municipal_transaction():
            journal.book_all([journal.Entry("taken", "lapse", date(2027, 6, 1), "test", [leg])])

    def test_stays_as_long_as_what_the_terms_carry_over(self, noor: UUID) -> None:
        budget = euros(noor, carry_over="50.00")
        spend(budget, 26_000, date(2026, 11, 1))
        for day in (FIRST, SECOND, LAPSES):
            run("meedoen", day)

        refund(budget, 4_000, date(2027, 1, 10))

        found = carried(noor, date(2027, 1, 10))
        assert [(each.available, each.until) for each in found] == [(8_000, date(2027, 12, 31))]

    def test_is_told_to_the_person_as_the_till_knows_it(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 10_000, date(2026, 12, 20))
        for day in (FIRST, SECOND, LAPSES):
            run("meedoen", day)
        refund(budget, 4_000, date(2027, 1, 10))

        for day in (date(2027, 1, 10), date(2027, 1, 14)):
            [told] = reading(get_belongings)(noor, on=day).on_pass
            [found] = carried(noor, day)
            assert (told.amount.minor, told.until) == (found.balance, found.until)

    def test_of_what_an_officer_ended_is_looked_at_by_the_run(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)
        end(entitlement_id=budget, actor=TEST, on=MAY)
        refund(budget, 1_000, MAY)

        run("meedoen", MAY)

        assert rows("SELECT next_due_on FROM entitlements_entitlement") == [(FIRST,)]


class TestThatSomethingCameBack:
    def test_is_missed_by_verify_where_nobody_said_so(self, noor: UUID) -> None:
        budget = euros(noor)
        spend(budget, 30_000)
        run("meedoen", MAY)
        refund(budget, 1_000, MAY)
        rows("UPDATE entitlements_pass_budget SET over = true RETURNING id")

        [found] = breaches()

        rows("UPDATE entitlements_pass_budget SET over = false RETURNING id")
        assert isinstance(found, Breach)
        assert (found.invariant, found.row["balance"]) == ("passes-are-carried", 1_000)


class TestTheDay:
    @pytest.mark.parametrize("day", [date(2026, 12, 31), date(2026, 1, 1)])
    def test_on_which_it_may_lapse_is_never_sooner_than_was_said(self, noor: UUID, day: date) -> None:
        euros(noor)

        with pytest.raises(IntegrityError, match="no sooner"):
            rows("UPDATE entitlements_pass_budget SET lapses_on = %s RETURNING id", day)

    def test_does_not_come_where_there_was_none(self, noor: UUID) -> None:
        lessons(noor)

        with pytest.raises(IntegrityError, match="no sooner"), municipal_transaction():
            PassBudget.objects.update(lapses_on=LAPSES)

    @pytest.mark.parametrize(
        "sooner",
        ["keeps_minor = 0, rest_lapses_on = NULL", "keeps_minor = 4999", "rest_lapses_on = '2027-12-31'",
         "keeps_minor = 0, rest_lapses_on = NULL, lapses_on = '2027-12-31'"],
    )  # fmt: skip
    def test_holds_for_the_part_that_stays_as_well(self, noor: UUID, sooner: str) -> None:
        euros(noor, carry_over="50.00")

        with pytest.raises(IntegrityError, match="no sooner"):
            rows(f"UPDATE entitlements_pass_budget SET {sooner} RETURNING id")
