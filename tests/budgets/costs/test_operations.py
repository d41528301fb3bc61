"""Cost moves between funds, losses are taken: always by officers, and never with people."""

from datetime import date
from itertools import count

import pytest

from budgets.costs.models import LossReason
from budgets.costs.operations import CostMove, LossFound, note_undeliverable, reattribute, write_off_over_award
from budgets.costs.queries import list_write_offs
from budgets.costs.refusals import (
    EntitlementUnknown,
    ExceedsPastCost,
    FundExhausted,
    FundUnknown,
    NothingUndelivered,
    OfficerUnknown,
    ReferenceUsed,
    SameFund,
    SecondOfficerNeeded,
    StillDeliverable,
)
from budgets.entitlements.operations import stop
from budgets.exports.funds import get_funds
from budgets.operation import reading
from ledger.amount import eur
from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    NEW_YEAR,
    SPRING,
    a_town,
    award_to,
    balance,
    breaches,
    enter_people,
    fill,
    open_scheme,
    rows,
    run,
    told,
    vouch,
)
from tests.builders import TEST, an_officer

GRANTED = 4 * GIFT
"""What Noor was granted of her bouwdepot by 1 April, in cents."""
LONG_AFTER = date(2031, 1, 1)
BURGERBAAN = "burgerbaan"
_references = count(1)


class Town:
    """Noor has a bouwdepot from one fund; another fund of the scheme may bear it instead."""

    def __init__(self) -> None:
        self.old = self._fund(BOUWDEPOT)
        self.new = open_scheme(BOUWDEPOT, euros="5000.00", code="tweede", priority=2)
        [self.noor] = enter_people(1)
        [self.gift] = award_to([self.noor], BOUWDEPOT)
        run(BOUWDEPOT, SPRING)
        self.officers = [an_officer("Fatima"), an_officer("Joost")]

    def _fund(self, code):
        return rows("SELECT id FROM funding_fund WHERE code = %s", code)[0][0]

    def move(self, *, amount=None, whose=None, by=None, reference="", **other):
        said = {"from_fund": self.old, "to_fund": self.new} | other
        decided_by, agreed_by = by or self.officers
        asked = CostMove(
            reference=reference or f"besluit-{next(_references)}",
            scheme_code=BOUWDEPOT,
            amount=eur(amount) if amount else None,
            entitlement_id=whose,
            reason="bridge",
            **said,
        )
        return reattribute(move=asked, decided_by=decided_by, agreed_by=agreed_by, actor=TEST, on=SPRING)

    def lose(self, amount, *, reference="bevinding-1", by=None):
        loss = LossFound(reference=reference, entitlement_id=self.gift, amount=eur(amount))
        decided_by, agreed_by = by or self.officers
        return write_off_over_award(loss=loss, decided_by=decided_by, agreed_by=agreed_by, actor=TEST, on=SPRING)

    def note(self, amount, *, reference="bank-1", on=LONG_AFTER, whose=None):
        loss = LossFound(reference=reference, entitlement_id=whose or self.gift, amount=eur(amount))
        return note_undeliverable(loss=loss, returned_on=SPRING, decided_by=self.officers[0], actor=TEST, on=on)

    def stands(self, code):
        return next(each for each in get_funds()["funds"] if each["code"] == code)


@pytest.fixture
def town(database):
    with a_town(BOUWDEPOT, BURGERBUDGET):
        town = Town()
        yield town
        [(kept,)] = rows(
            "SELECT sum(-amount) FROM ledger_posting WHERE class = 'ENTITLED' AND happened_on <= %s", SPRING
        )
        assert kept >= GRANTED, "somebody lost a cent"
        assert breaches() == []


class TestReattribution:
    def test_of_one_entitlement_lets_the_other_fund_bear_it(self, town):
        made = town.move(whose=town.gift)

        assert made.amount_minor == GRANTED
        assert (town.stands(BOUWDEPOT)["spent"], town.stands("tweede")["spent"]) == (0, GRANTED)
        assert town.stands("tweede")["free"] == 500_000 - GRANTED
        assert told("cost.reattributed")[0].facts["amount_minor"] == GRANTED

    def test_of_part_of_a_scheme_frees_as_much_in_the_fund_that_bore_it(self, town):
        free = town.stands(BOUWDEPOT)["free"]

        town.move(amount="1000.00")

        assert town.stands(BOUWDEPOT)["free"] == free + 100_000
        assert all(line["given"] == line["free"] + line["committed"] + line["spent"] for line in get_funds()["funds"])

    def test_to_a_fund_of_another_scheme_shows_with_the_scheme_that_it_bears(self, town):
        town.move(to_fund=town._fund(BURGERBUDGET))

        schemes = {each["scheme"]: each for each in get_funds()["schemes"]}
        assert (schemes[BOUWDEPOT]["spent"], schemes[BOUWDEPOT]["from_others"]) == (GRANTED, GRANTED)
        assert schemes[BURGERBUDGET]["from_others"] == -GRANTED

    def test_said_twice_moves_once(self, town):
        town.move(whose=town.gift, reference="besluit")

        town.move(whose=town.gift, reference="besluit")

        assert town.stands("tweede")["spent"] == GRANTED

    def test_under_a_reference_of_another_is_refused(self, town):
        town.move(amount="10.00", reference="besluit")

        with pytest.raises(ReferenceUsed):
            town.move(amount="11.00", reference="besluit")

    def test_of_more_than_the_fund_bears_is_refused(self, town):
        with pytest.raises(ExceedsPastCost):
            town.move(amount="4200.01", whose=town.gift)
        town.move(amount="4200.00", whose=town.gift)

        with pytest.raises(ExceedsPastCost):
            town.move(whose=town.gift)

    def test_may_go_back_to_where_it_came_from(self, town):
        town.move(whose=town.gift)

        town.move(whose=town.gift, from_fund=town.new, to_fund=town.old)

        assert town.stands("tweede")["free"] == 500_000

    def test_that_the_other_fund_cannot_carry_is_refused(self, town):
        small = open_scheme(BOUWDEPOT, euros="41.99", code="derde", priority=3)

        with pytest.raises(FundExhausted):
            town.move(amount="42.00", to_fund=small)
        fill(small, "0.01")
        town.move(amount="42.00", to_fund=small)

    def test_is_decided_by_two_officers(self, town):
        fatima, _joost = town.officers

        with pytest.raises(SecondOfficerNeeded):
            town.move(by=(fatima, fatima))
        with pytest.raises(OfficerUnknown):
            town.move(by=(fatima, town.noor))

    def test_is_between_two_funds_that_are_there(self, town):
        with pytest.raises(SameFund):
            town.move(to_fund=town.old)
        with pytest.raises(FundUnknown):
            town.move(to_fund=town.noor)
        with pytest.raises(EntitlementUnknown):
            town.move(whose=town.noor)


class TestOverAward:
    def test_is_a_loss_and_stays_granted(self, town):
        found = town.lose("50.00")

        assert (found.reason, found.amount_minor) == (LossReason.OVER_AWARD, 5_000)
        assert (balance("WRITE_OFF"), balance("GRANT_EXPENSE")) == (5_000, GRANTED - 5_000)
        assert town.stands(BOUWDEPOT)["written_off"] == 5_000

    def test_said_twice_is_booked_once(self, town):
        assert town.lose("50.00").id == town.lose("50.00").id

        assert balance("WRITE_OFF") == 5_000

    def test_under_a_reference_of_another_is_refused(self, town):
        town.lose("50.00")

        with pytest.raises(ReferenceUsed):
            town.lose("51.00")

    def test_of_more_than_was_granted_is_refused(self, town):
        town.lose("4000.00")

        with pytest.raises(ExceedsPastCost) as refused:
            town.lose("200.01", reference="bevinding-2")
        assert refused.value.facts == {"asked_minor": 20_001, "borne_minor": 20_000}

    def test_needs_two_officers_unless_the_terms_let_one_decide(self, town):
        fatima, _joost = town.officers

        with pytest.raises(SecondOfficerNeeded):
            town.lose("50.00", by=(fatima, None))
        rows(
            "INSERT INTO schemes_term (id, municipality_id, scheme, cohort, key, valid_from, value, source)"
            " SELECT gen_random_uuid(), municipality_id, scheme, '*', 'write_off_alone_up_to', '2025-01-01',"
            " '50.00', 'x'"
            " FROM funding_fund WHERE id = %s",
            town.old,
        )
        with pytest.raises(SecondOfficerNeeded):
            town.lose("50.01", by=(fatima, None))
        town.lose("30.00", by=(fatima, None))
        town.lose("20.00", by=(fatima, None), reference="bevinding-2")

        # A large loss in small parts is a large one.
        with pytest.raises(SecondOfficerNeeded):
            town.lose("0.01", by=(fatima, None), reference="bevinding-3")

    def test_is_borne_by_the_fund_that_bears_the_cost_now(self, town):
        town.move(whose=town.gift)

        town.lose("50.00")

        assert (town.stands(BOUWDEPOT)["written_off"], town.stands("tweede")["written_off"]) == (0, 5_000)


class TestUndeliverable:
    def test_is_noted_and_books_nothing(self, town):
        entries = rows("SELECT count(*) FROM ledger_entry")

        noted = town.note("1050.00")

        assert noted.booked_as is None
        assert rows("SELECT count(*) FROM ledger_entry") == entries

    def test_said_twice_is_noted_once(self, town):
        assert town.note("1050.00").id == town.note("1050.00").id

    def test_before_the_term_is_over_is_refused(self, town):
        with pytest.raises(StillDeliverable) as refused:
            town.note("1050.00", on=date(2030, 4, 1))

        assert refused.value.facts["until_on"] == date(2030, 5, 1)

    def test_of_more_than_is_owed_is_refused(self, town):
        town.note("4000.00")

        with pytest.raises(NothingUndelivered):
            town.note("200.01", reference="bank-2")


class TestWriteOffs:
    def test_of_a_year_say_why(self, town):
        [budget] = award_to([town.noor], BURGERBUDGET)
        run(BURGERBUDGET, NEW_YEAR)
        stop(entitlement_id=budget, actor=TEST, on=SPRING)
        town.lose("50.00")
        town.note("10.00")

        this_year, later = (reading(list_write_offs)(year) for year in (2025, 2031))

        assert sorted((loss.reason, loss.amount, loss.booked) for loss in this_year) == [
            ("over-award", 5_000, True),
            ("stopped", MINOR, True),
        ]
        assert [(loss.reason, loss.amount, loss.booked) for loss in later] == [("undeliverable", 1_000, False)]

    def test_tell_an_advance_that_was_not_earned_from_a_stop(self, town):
        open_scheme(BURGERBAAN)
        award_to([town.noor], BURGERBAAN)
        vouch([town.noor], date(2025, 3, 20), "10")
        run(BURGERBAAN, SPRING)

        [loss] = reading(list_write_offs)(2025)

        assert (loss.reason, loss.scheme, loss.amount) == ("unearned-advance", BURGERBAAN, 47_500 - 10 * 640)
