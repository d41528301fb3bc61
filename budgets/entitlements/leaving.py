"""What is still set aside for somebody who died or moved away comes free."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger import holds
from ledger.balances import list_balances_of_holder

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def let_go_of_holds(person_id: UUID, *, on: date) -> int:
    """This will void every pending hold on the accounts of a person, and give how many; one whose time was over by
    that day is left to the upkeep.
    """
    held = [each.account_id for each in list_balances_of_holder(person_id) if each.held]
    pending = {hold.hold_id: hold for account in held for hold in holds.list_pending_holds(account)}
    began = datetime.combine(on, time.min, AMSTERDAM)
    voided = 0
    for hold_id, hold in sorted(pending.items()):
        at = max(began, hold.placed_at)
        if at < hold.expires_at:
            holds.void(hold_id, key=f"left:{hold_id}", at=at)
            voided += 1
    return voided
