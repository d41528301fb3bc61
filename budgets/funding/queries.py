from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from budgets.funding.models import Fund
from ledger import tenant
from ledger.accounts import Place
from ledger.amount import Unit
from ledger.balances import list_balances_of_fund


@dataclass(frozen=True, slots=True)
class FundPosition:
    """What a fund was given, can still promise, has promised and has spent, in cents; and what of its grants was
    written off.
    """

    code: str
    name: str
    scheme: str
    appropriated: int
    free: int
    committed: int
    spent: int
    written_off: int


def list_funds(scheme_code: str | None = None) -> list[Fund]:
    """Give the funds of a scheme, or all, in the order in which they promise."""
    funds = Fund.objects.order_by("scheme", "priority", "code")
    return list(funds if scheme_code is None else funds.filter(scheme=scheme_code))


def find_accounts(fund_id: UUID, unit: Unit) -> dict[str, int] | None:
    """Give by class the accounts that money for a fund comes in through, its own and the bank; None unless all are
    open, as they are once a fund has received anything.
    """
    # Money comes in often: one plain look-up, where opening writes and the ORM takes longer than the booking itself.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT class, id FROM ledger_account
            WHERE municipality_id = %(municipality)s AND fund = %(fund)s AND unit = %(unit)s
                AND class IN ('FUND', 'FREE', 'APPROPRIATED') AND (holder, entitlement, scheme) IS NULL
            UNION ALL
            SELECT class, id FROM ledger_account
            WHERE municipality_id = %(municipality)s AND class = 'BANK' AND unit = %(unit)s
                AND entitlement IS NULL AND holder IS NULL AND fund IS NULL AND scheme IS NULL
            """,
            {"municipality": tenant.current(), "fund": fund_id, "unit": unit.value},
        )
        found = dict(cursor.fetchall())
    return found if len(found) == 4 else None


def get_position(fund: Fund, *, as_of: date | None = None) -> FundPosition:
    """Give how a fund stands, now or at the end of a day."""
    totals = list_balances_of_fund(fund.id, as_of=as_of)
    return FundPosition(
        code=fund.code,
        name=fund.name,
        scheme=fund.scheme,
        appropriated=totals.get("APPROPRIATED", 0),
        free=totals.get("FREE", 0),
        committed=totals.get("COMMITTED", 0),
        spent=totals.get("SPENT", 0),
        written_off=totals.get("WRITE_OFF", 0),
    )


def place_of(account_class: str, *, fund: UUID, scheme: str | None = None, unit: Unit = Unit.EUR) -> Place:
    """Give where a fund keeps an account: FUND, APPROPRIATED and FREE for the fund as a whole, the others for one
    scheme.
    """
    return Place(account_class, unit=unit, fund=fund, scheme=scheme)
