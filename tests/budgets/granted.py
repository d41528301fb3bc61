"""A town in which Noor was granted things that may never become less, and what every test of that asks at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from tests.budgets.entitlements.town import (
    BOUWDEPOT,
    BURGERBUDGET,
    GIFT,
    MINOR,
    SPRING,
    a_town,
    award_to,
    breaches,
    enter_people,
    rows,
    run,
    vouch,
)

IN_MARCH = date(2025, 3, 20)
USED = 40 * 1_406
GIVEN = MINOR + USED + 4 * GIFT
"""What Noor was granted by 1 April: opening, one refill and four months, in cents."""

GRANTED = "SELECT p.id, coalesce(sum(g.amount_minor), 0) FROM parties_person p LEFT JOIN entitlements_grant g"
GRANTED += " ON g.person_id = p.id GROUP BY p.id"
OWED_OR_PAID = "SELECT a.holder, -sum(p.amount) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id"
OWED_OR_PAID += " WHERE p.class = 'ENTITLED' AND p.act <> 'payout' GROUP BY a.holder"


class Town:
    """Noor has a burgerbudget and a bouwdepot, each with grants; nothing of it may ever become less."""

    def __init__(self, municipality_id: int) -> None:
        self.municipality_id = municipality_id
        [self.noor] = enter_people(1)
        [self.budget] = award_to([self.noor])
        [self.gift] = award_to([self.noor], BOUWDEPOT)
        vouch([self.noor], IN_MARCH, "40")
        self.run(SPRING)

    def run(self, on: date) -> None:
        run(BURGERBUDGET, on)
        run(BOUWDEPOT, on)

    def theirs(self) -> dict[str, dict[UUID, int]]:
        return {"granted": dict(rows(GRANTED)), "owed or paid": dict(rows(OWED_OR_PAID))}


@contextmanager
def a_town_that_grants() -> Iterator[Town]:
    """Give a town, and check at the end that nobody lost a cent in it."""
    with a_town(BURGERBUDGET, BOUWDEPOT) as municipality_id:
        town = Town(municipality_id)
        before = town.theirs()
        assert before["granted"] == before["owed or paid"] == {town.noor: GIVEN}
        yield town
        assert_nothing_lost(before, town.theirs())
        assert breaches() == []


def assert_nothing_lost(before: dict[str, dict[UUID, int]], after: dict[str, dict[UUID, int]]) -> None:
    for what, people in before.items():
        for person, minor in people.items():
            assert after[what][person] >= minor, f"less was {what}"
