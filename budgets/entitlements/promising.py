"""What funds can still promise: their free room, read under lock and taken award by award."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from budgets.entitlements.places import accounts_of_fund
from budgets.entitlements.purses import Carrier, in_turn
from budgets.entitlements.refusals import FundExhausted, ShareExhausted, ShareWithoutFund
from budgets.funding.models import Fund
from budgets.funding.queries import list_funds
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms
from ledger.accounts import lock_accounts
from ledger.amount import split


@dataclass(frozen=True, slots=True)
class Promise:
    """What one fund promises of an award, in cents; `weight` is its share where several carry it."""

    fund_id: UUID
    amount: int
    weight: Decimal = Decimal(1)


class Room:
    """The free room of the funds of the schemes that are asked for; what is promised here is booked by who asks."""

    def __init__(self) -> None:
        self._funds: dict[str, list[Fund]] = {}
        self._accounts: dict[UUID, int] = {}
        self._free: dict[UUID, int] = {}

    def promise(
        self, scheme: Scheme, terms: Terms, amount: int, *, on: date, entitlement_id: UUID
    ) -> tuple[Promise, ...]:
        """This will take an amount in cents from the funds that share a scheme on a day; where none do, from the first
        that can carry all of it.

        :raises FundExhausted: no fund can, or one cannot carry its share
        :raises ShareWithoutFund: a share is of a fund that is not there
        """
        sharing = self._sharing(scheme, terms, on)
        if not sharing:
            return (Promise(self._first_that_can(scheme, amount), amount),)
        carriers = [Carrier(fund.id, weight) for fund, weight in sharing]
        promises = _in_parts(amount, in_turn(carriers, terms.value("seed", on), entitlement_id))
        names = {fund.id: fund.name for fund, _weight in sharing}
        for each in promises:
            free = self._free[each.fund_id]
            if free < each.amount:
                name = names[each.fund_id]
                raise ShareExhausted(scheme=scheme.code, fund=name, needed_minor=each.amount, free_minor=free)
        for each in promises:
            self._free[each.fund_id] -= each.amount
        return promises

    @contextmanager
    def all_or_none(self, scheme: Scheme) -> Iterator[None]:
        """This will take nothing of what is promised of a scheme in the block when one of it is refused."""
        funds = self._funds_of(scheme)
        before = {fund.id: self._free[fund.id] for fund in funds}
        try:
            yield
        except FundExhausted:
            self._free |= before
            raise

    def account_of(self, fund_id: UUID) -> int:
        """Give the account of a fund's free room."""
        return self._accounts[fund_id]

    def _first_that_can(self, scheme: Scheme, amount: int) -> UUID:
        funds = self._funds_of(scheme)
        for fund in funds:
            if self._free[fund.id] >= amount:
                self._free[fund.id] -= amount
                return fund.id
        most = max((self._free[fund.id] for fund in funds), default=0)
        raise FundExhausted(scheme=scheme.code, needed_minor=amount, free_minor=most)

    def _sharing(self, scheme: Scheme, terms: Terms, on: date) -> list[tuple[Fund, Decimal]]:
        """Give the funds that share a scheme: as its terms say by name or code, else as was said when they opened."""
        funds, said = self._funds_of(scheme), terms.value("shares", on)
        if said is None:
            return [(fund, fund.share) for fund in funds if fund.share is not None]
        known = {fund.code.casefold(): fund for fund in funds} | {fund.name.casefold(): fund for fund in funds}
        for name in said:
            if name.casefold() not in known:
                raise ShareWithoutFund(scheme=scheme.code, fund=name)
        shares = {known[name.casefold()].id: weight for name, weight in said.items()}
        return [(fund, shares[fund.id]) for fund in funds if fund.id in shares]

    def _funds_of(self, scheme: Scheme) -> list[Fund]:
        if scheme.code not in self._funds:
            self._funds[scheme.code] = list_funds(scheme.code)
            for fund in self._funds[scheme.code]:
                account = accounts_of_fund(fund.id, scheme).free
                self._accounts[fund.id] = account
                self._free[fund.id] = lock_accounts([account])[account]
        return self._funds[scheme.code]


def _in_parts(amount: int, carriers: Sequence[Carrier]) -> tuple[Promise, ...]:
    parts = split(amount, [each.weight for each in carriers])
    return tuple(Promise(each.fund, part, Decimal(each.weight)) for each, part in zip(carriers, parts, strict=True))
