"""Noor is helped today from the emergency fund; later the fund that should bear it does. She notices nothing."""

from datetime import date

import pytest

from budgets.costs.operations import CostMove, reattribute
from budgets.entitlements.operations import AwardLine, award
from budgets.entitlements.queries import find_entitlement
from budgets.exports.funds import get_funds
from budgets.funding.operations import open_fund
from budgets.operation import reading
from budgets.payouts.operations import hand_over_all
from budgets.schemes.facts import read_facts
from budgets.schemes.operations import adopt_scheme
from ledger.amount import eur
from tests.budgets.entitlements.town import a_town, balance, breaches, enter_people, fill, run
from tests.builders import LONG_AGO, TEST, an_officer

MAATWERK = "maatwerkbudget"
TODAY, LATER = date(2025, 3, 3), date(2025, 4, 7)


@pytest.mark.usefixtures("database")
def test_an_emergency_is_settled_between_funds() -> None:
    with a_town():
        terms = {"limit": "2000.00", "second_person_above": "1000.00"}
        adopt_scheme(scheme_code=MAATWERK, actor=TEST, on=LONG_AGO, terms=terms)
        emergency, council = (
            open_fund(code=code, name=code, scheme_code=MAATWERK, actor=TEST, on=LONG_AGO, priority=priority).id
            for priority, code in enumerate(("noodfonds", "bijzondere-bijstand"), start=1)
        )
        fill(emergency, "1000.00")
        [noor] = enter_people(1)
        officers = [an_officer("Fatima"), an_officer("Joost")]

        facts = read_facts({"amount": "600.00", "reason": "the washing machine broke"})
        line = AwardLine(number=1, person_id=noor, scheme_code=MAATWERK, starts_on=TODAY, facts=facts)
        award(lines=[line], actor=TEST, on=TODAY)
        run(MAATWERK, TODAY)
        hand_over_all(officer_ids=officers, actor=TEST, on=TODAY)
        assert (balance("ENTITLED"), balance("IN_TRANSIT")) == (0, 60_000)

        fill(council, "5000.00")
        helped = reading(find_entitlement)(noor, MAATWERK)
        move = CostMove(
            reference="besluit 2025-04",
            from_fund=emergency,
            to_fund=council,
            scheme_code=MAATWERK,
            amount=eur("600.00"),
            entitlement_id=helped,
            reason="bridge",
        )
        reattribute(move=move, decided_by=officers[0], agreed_by=officers[1], actor=TEST, on=LATER)

        funds = {each["code"]: (each["free"], each["spent"]) for each in get_funds()["funds"]}
        assert funds == {"noodfonds": (100_000, 0), "bijzondere-bijstand": (440_000, 60_000)}
        assert (balance("ENTITLED"), balance("IN_TRANSIT")) == (0, 60_000)
        assert breaches() == []
