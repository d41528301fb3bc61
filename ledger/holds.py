"""Money set aside for one purpose: pending, then posted (whole or in part), voided or expired.

What is held is still on the account, and no longer available. Moments are aware; `hold-expired` depends on the moment
that is given and not on whether anything came by to expire the hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from ledger import tenant
from ledger.database import refusing
from ledger.functions import array, call
from ledger.journal import Booked, Leg


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to a hold: its id, and whether it was placed already under the same key."""

    hold_id: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class PendingHold:
    """A hold that has not ended; a leg's amount is in minor units of its unit."""

    hold_id: int
    act: str
    why: str
    placed_at: datetime
    expires_at: datetime


def hold(legs: Sequence[Leg], *, act: str, why: str, key: str, at: datetime, until: datetime) -> Held:
    """This will set money aside for an entry to come, from the moment `at` up to `until`.

    Asked again under the same key it is the same hold, with the moments of the first time.

    :raises ExceedsAvailableBalance: a leg would hold more of an account than is available
    :raises IdempotencyKeyReused: the key was used for another hold
    :raises HoldLastsNoTime: `until` is not after `at`
    :raises ReclaimForbidden, FlowNotAllowed, UnitMismatch, UnknownAccount: as in `journal.book_all`
    """
    answer = call(
        "ledger_place_hold({told}, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])",
        key,
        act,
        at,
        until,
        why,
        array(leg.debit for leg in legs),
        array(leg.credit for leg in legs),
        array(leg.amount.minor for leg in legs),
        array(leg.amount.unit.value for leg in legs),
    )
    return Held(abs(answer), replayed=answer < 0)


def post(hold_id: int, *, key: str, happened_on: date, at: datetime, amounts: Sequence[int] | None = None) -> Booked:
    """This will book what was held; the rest comes free.

    `amounts` says how much of each leg, in minor units and in the order held; without it everything.

    :raises UnknownHold: it is not there, or is another municipality's
    :raises HoldExpired: its time was over at the moment `at`
    :raises HoldEnded: it was posted under another key, or voided
    :raises ExceedsHold: more of a leg is asked than was held, or nothing of any, or amounts for other legs
    :raises IdempotencyKeyReused: the key was used for something else
    """
    taken = None if amounts is None else array(amounts)
    answer = call("ledger_post_hold({told}, %s, %s, %s, %s, %s::bigint[])", key, hold_id, happened_on, at, taken)
    return Booked(abs(answer), replayed=answer < 0)


def void(hold_id: int, *, key: str, at: datetime) -> bool:
    """This will let go of what was held, and say whether that was done before under the same key.

    :raises UnknownHold, HoldExpired, HoldEnded, IdempotencyKeyReused: as in `post`
    """
    return bool(call("ledger_void_hold({told}, %s, %s, %s)", key, hold_id, at))


def expire_due(*, at: datetime, most: int = 1_000) -> int:
    """This will let go of holds whose time is over, and say how many; those that others end just now are left to
    them.
    """
    return int(call("ledger_expire_holds({told}, %s, %s)", at, most))


def list_pending_holds(account_id: int) -> list[PendingHold]:
    """Give the holds that set money of an account aside, the one that expires first first."""
    with refusing(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id, h.act, h.why, h.placed_at, h.expires_at FROM ledger_hold h
            WHERE h.municipality_id = %s AND h.outcome = 'PENDING' AND EXISTS (
                SELECT FROM ledger_hold_leg l WHERE l.municipality_id = h.municipality_id AND l.hold_id = h.id
                    AND %s IN (l.debit_id, l.credit_id))
            ORDER BY h.expires_at, h.id
            """,
            [tenant.current(), account_id],
        )
        return [PendingHold(*row) for row in cursor.fetchall()]
