"""Acts of tills that are killed: a purchase, the capture of what was set aside, a refund."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.budgets.redemptions.market import Market, Said
from tests.faults.acts import Act, keys


def paying_at_a_till(market: Market) -> Act:
    """A purchase from two budgets, of which the one for its activity pays first."""
    [till], [card] = market.tills, market.cards

    def do(key: str) -> Any:
        return _told(market.pay(till, card, 5, activity="sport", key=key))

    return Act("pay at a till", keys("pay"), do)


def capturing_at_a_till(market: Market) -> Act:
    """The capture of a part; the rest comes free."""
    return _ending(market, "capture at a till", lambda id, key: market.capture(market.tills[0], id, 3, key=key))


def cancelling_at_a_till(market: Market) -> Act:
    """The end of a hold without a purchase."""
    return _ending(market, "cancel at a till", lambda id, key: market.cancel(market.tills[0], id, key=key))


def refunding_at_a_till(market: Market) -> Act:
    """The refund of a part of a purchase, twice for each."""

    def do(id: Any, key: str) -> Said:
        return market.refund(market.tills[0], id, 2, key=key)

    return _ending(market, "refund at a till", do, reserve=False)


def _ending(market: Market, name: str, end: Callable[[Any, str], Said], *, reserve: bool = True) -> Act:
    [till], [card] = market.tills, market.cards

    def subjects() -> Iterator[Any]:
        for key in keys(f"before {name}"):
            yield market.pay(till, card, 5, reserve=reserve, key=key).id

    return Act(name, subjects(), lambda id: _told(end(id, f"{name} {id}")))


def _told(said: Said) -> Any:
    assert said.paid, said.says
    return said.says, said.id, said.amount, said.own
