"""Opening accounts, and holding floored ones still while a decision is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from ledger import tenant
from ledger.amount import Unit
from ledger.functions import call_for_rows


@dataclass(frozen=True, slots=True)
class Place:
    """What makes an account one: its class of the chart, its unit, and what it is kept for."""

    account_class: str
    unit: Unit = Unit.EUR
    holder: UUID | None = None
    entitlement: UUID | None = None
    scheme: str | None = None
    fund: UUID | None = None


_KEPT_FOR = "%s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::uuid[]"


def open_accounts(places: Sequence[Place]) -> list[int]:
    """This will open the accounts that are not there yet, and give the ids of all in the order asked."""
    if not places:
        return []
    rows = call_for_rows(f"ledger_open_accounts({{served}}, {_KEPT_FOR})", *_columns(places))
    return [account_id for (account_id,) in rows]


def find_accounts(places: Sequence[Place]) -> dict[Place, int]:
    """Give the ids of those of the accounts that are there; nothing is written."""
    if not places:
        return {}
    rows = call_for_rows(f"ledger_find_accounts({{served}}, {_KEPT_FOR})", *_columns(places))
    return {places[nth - 1]: account_id for nth, account_id in rows}


def find_accounts_of_fund(fund_id: UUID, unit: Unit) -> dict[str, int]:
    """Give by class the accounts in a unit that are kept for a fund, or for all of the book, and for nothing else.

    One plain look-up: the one for accounts of any kind takes four times as long.
    """
    served = tenant.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT class, id FROM ledger_account WHERE municipality_id = %s AND fund = %s AND unit = %s"
            " AND entitlement IS NULL AND holder IS NULL AND scheme IS NULL"
            " UNION ALL SELECT class, id FROM ledger_account WHERE municipality_id = %s AND fund IS NULL AND unit = %s"
            " AND entitlement IS NULL AND holder IS NULL AND scheme IS NULL",
            [served, fund_id, unit.value, served, unit.value],
        )
        return dict(cursor.fetchall())


def _columns(places: Sequence[Place]) -> list[list[object]]:
    return [
        [place.account_class for place in places],
        [place.unit.value for place in places],
        [place.holder for place in places],
        [place.entitlement for place in places],
        [place.scheme for place in places],
        [place.fund for place in places],
    ]


def lock_accounts(account_ids: Sequence[int]) -> dict[int, int]:
    """This will lock floored accounts until the transaction ends, and give what is available on them, in minor
    units.

    :raises InProgress: other work held one of them for longer than the lock time-out
    """
    return dict(call_for_rows("ledger_lock_accounts({served}, %s)", list(account_ids)))
