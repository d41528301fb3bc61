from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from budgets.funding.models import Fund
from ledger.accounts import Place
from ledger.amount import Unit
from ledger.balances import AccountBalance, list_balances_of_funds


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums in cents: what was given is free, committed or spent. Lapsed and written off say what became of what was
    spent or committed, and are no part of that sum.
    """

    given: int = 0
    free: int = 0
    committed: int = 0
    spent: int = 0
    lapsed: int = 0
    written_off: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.given + other.given,
            self.free + other.free,
            self.committed + other.committed,
            self.spent + other.spent,
            self.lapsed + other.lapsed,
            self.written_off + other.written_off,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPosition(Sums):
    """How one fund stands. `lapsed_units` is what lapsed in units that are no euros, by unit."""

    code: str
    name: str
    scheme: str
    lapsed_units: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePosition(Sums):
    """How one scheme stands. `from_others` is in cents what funds of other schemes bear of it, less what its own funds
    bear of others: given and from others together are free, committed or spent.
    """

    scheme: str
    from_others: int


@dataclass(frozen=True, slots=True)
class Positions:
    """How all funds and schemes stand; both lists add up to `total`."""

    funds: tuple[FundPosition, ...]
    schemes: tuple[SchemePosition, ...]
    total: Sums


def list_funds(scheme_code: str | None = None) -> list[Fund]:
    """Give the funds of a scheme, or all, in the order in which they promise."""
    funds = Fund.objects.order_by("scheme", "priority", "code")
    return list(funds if scheme_code is None else funds.filter(scheme=scheme_code))


def get_position(fund: Fund, *, as_of: date | None = None) -> FundPosition:
    """Give how a fund stands, now or at the end of a day."""
    return get_positions([fund], as_of=as_of).funds[0]


def get_positions(funds: Sequence[Fund], *, as_of: date | None = None) -> Positions:
    """Give how these funds stand, now or at the end of a day, and what they are to each scheme: from the books alone,
    in one query.
    """
    kept: dict[UUID, list[AccountBalance]] = defaultdict(list)
    for row in list_balances_of_funds([fund.id for fund in funds], as_of=as_of):
        if row.fund is not None:
            kept[row.fund].append(row)
    positions = tuple(_position(fund, kept[fund.id]) for fund in funds)
    return Positions(positions, _by_scheme(positions, [kept[fund.id] for fund in funds]), sum(positions, Sums()))


def _position(fund: Fund, rows: Sequence[AccountBalance]) -> FundPosition:
    found: dict[str, int] = defaultdict(int)
    lapsed_units: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.unit == Unit.EUR:
            found[row.account_class] += row.balance
        elif row.account_class == "LAPSED":
            lapsed_units[row.unit] += row.balance
    given, free, spent = found["APPROPRIATED"], found["FREE"], found["SPENT"]
    return FundPosition(
        code=fund.code,
        name=fund.name,
        scheme=fund.scheme,
        given=given,
        free=free,
        # Kept per person; that what a fund has besides free and spent is committed is an invariant of the books.
        committed=given - free - spent,
        spent=spent,
        lapsed=found["LAPSED"],
        written_off=found["WRITE_OFF"],
        lapsed_units=dict(lapsed_units),
    )


_OF_A_SCHEME = {"SPENT": "spent", "LAPSED": "lapsed", "WRITE_OFF": "written_off"}


def _by_scheme(
    positions: Sequence[FundPosition], kept: Sequence[Sequence[AccountBalance]]
) -> tuple[SchemePosition, ...]:
    found: dict[str, Sums] = defaultdict(Sums)
    from_others: dict[str, int] = defaultdict(int)
    for position, rows in zip(positions, kept, strict=True):
        found[position.scheme] += Sums(given=position.given, free=position.free, committed=position.committed)
        for row in rows:
            if row.unit != Unit.EUR or row.account_class not in _OF_A_SCHEME:
                continue
            scheme = row.scheme or position.scheme
            found[scheme] += Sums(**{_OF_A_SCHEME[row.account_class]: row.balance})
            if row.account_class == "SPENT":
                from_others[scheme] += row.balance
                from_others[position.scheme] -= row.balance
    return tuple(
        SchemePosition(scheme=scheme, from_others=from_others[scheme], **asdict(found[scheme]))
        for scheme in sorted(found)
    )


def place_of(account_class: str, *, fund: UUID, scheme: str | None = None, unit: Unit = Unit.EUR) -> Place:
    """Give where a fund keeps an account: FUND, APPROPRIATED and FREE for the fund as a whole, the others for one
    scheme.
    """
    return Place(account_class, unit=unit, fund=fund, scheme=scheme)
