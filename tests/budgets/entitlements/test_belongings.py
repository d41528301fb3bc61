"""What a person was given and has, in the books: on a pass until a day, and nothing that goes to somebody else."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.belongings import Belongings, Given, OnPass, get_belongings
from budgets.entitlements.operations import award
from budgets.funding.operations import open_fund
from budgets.operation import municipal_transaction
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.rules import Pays
from ledger.amount import Amount, Unit
from tests.budgets.entitlements.town import a_town, enter_people, fill, run
from tests.builders import LONG_AGO, TEST, an_organisation

pytestmark = pytest.mark.usefixtures("database")
NEW_YEAR, LAST, A_YEAR_LATER = date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)
POINTS = {"unit": "POINT", "point_value": "0.50", "amount": {"adult": "40"}}


@pytest.fixture
def noor() -> Iterator[UUID]:
    with a_town():
        [person] = enter_people(1)
        yield person


def give(person: UUID, scheme: str, terms: dict[str, Any], **said: Any) -> None:
    """Adopt a scheme with money, award it on New Year, and do what is due then."""
    adopt_scheme(scheme_code=scheme, terms=terms, actor=TEST, on=LONG_AGO)
    fill(open_fund(code=scheme, name=scheme, scheme_code=scheme, actor=TEST, on=LONG_AGO).id, "100000.00")
    line = AwardLine(number=2, person_id=person, scheme_code=scheme, starts_on=NEW_YEAR, **said)
    award(lines=[line], actor=TEST, on=NEW_YEAR)
    run(scheme, NEW_YEAR)


def belongings(person: UUID, on: date = NEW_YEAR) -> Belongings:
    with municipal_transaction():
        return get_belongings(person, on=on)


class TestBelongings:
    def test_are_nothing_at_first(self, noor: UUID) -> None:
        assert belongings(noor) == Belongings((), Amount(0, Unit.EUR), ())

    def test_are_money_that_is_still_to_be_paid(self, noor: UUID) -> None:
        give(noor, "bouwdepot", {})

        has = belongings(noor)

        assert has.given == (Given(NEW_YEAR, Amount(105_000, Unit.EUR), Pays.PERSON),)
        assert (has.to_be_paid, has.on_pass) == (Amount(105_000, Unit.EUR), ())
        assert belongings(noor, NEW_YEAR - timedelta(days=1)).given == ()

    def test_are_on_a_pass_until_they_lapse(self, noor: UUID) -> None:
        give(noor, "meedoen", POINTS | {"carry_over": "15"}, category="adult")

        assert belongings(noor).on_pass == (OnPass(Amount(40, Unit.POINT), LAST),)
        assert belongings(noor).to_be_paid == Amount(0, Unit.EUR)

    def test_stay_on_a_pass_a_year_longer_as_far_as_the_terms_say(self, noor: UUID) -> None:
        give(noor, "meedoen", POINTS | {"carry_over": "15"}, category="adult")
        for day in (date(2026, 11, 20), date(2026, 12, 11), date(2027, 1, 1)):
            run("meedoen", day)

        assert belongings(noor, date(2027, 1, 1)).on_pass == (OnPass(Amount(15, Unit.POINT), A_YEAR_LATER),)

    def test_do_not_wait_for_the_person_where_they_go_to_another(self, noor: UUID) -> None:
        insurer = an_organisation("Verzekeraar")
        facts = read_facts({"income": "1000.00", "household_type": "single", "package": "basis"})
        terms = {"contribution": {"basis": "32.50"}, "income_limit": {"basis": "1.30"}}
        give(noor, "gemeentepolis", terms, facts=facts, payee_id=insurer)

        has = belongings(noor)

        assert has.given == (Given(NEW_YEAR, Amount(3_250, Unit.EUR), Pays.PAYEE),)
        assert has.to_be_paid == Amount(0, Unit.EUR)
