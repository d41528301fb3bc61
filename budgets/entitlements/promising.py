"""What funds can still promise: their free room, read under lock and taken award by award."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from budgets.entitlements.booking import accounts_of_fund
from budgets.entitlements.refusals import FundExhausted
from budgets.funding.models import Fund
from budgets.funding.queries import list_funds
from budgets.schemes.rules import Scheme
from ledger.accounts import lock_accounts


class Room:
    """The free room of the funds of the schemes that are asked for; what is promised here is booked by who asks."""

    def __init__(self) -> None:
        self._funds: dict[str, list[Fund]] = {}
        self._accounts: dict[UUID, int] = {}
        self._free: dict[UUID, int] = {}

    def promise(self, scheme: Scheme, amount: int) -> UUID:
        """This will take an amount from the first fund of a scheme that can carry all of it, and give the fund.

        :raises FundExhausted: none can
        """
        funds = self._funds_of(scheme)
        for fund in funds:
            if self._free[fund.id] >= amount:
                self._free[fund.id] -= amount
                return fund.id
        most = max((self._free[fund.id] for fund in funds), default=0)
        raise FundExhausted(scheme=scheme.code, needed_minor=amount, free_minor=most)

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """This will take nothing of what is promised in the block when one of it is refused."""
        before = dict(self._free)
        try:
            yield
        except FundExhausted:
            self._free |= before
            raise

    def account_of(self, fund_id: UUID) -> int:
        """Give the account of a fund's free room."""
        return self._accounts[fund_id]

    def _funds_of(self, scheme: Scheme) -> list[Fund]:
        if scheme.code not in self._funds:
            self._funds[scheme.code] = list_funds(scheme.code)
            for fund in self._funds[scheme.code]:
                account = accounts_of_fund(fund.id, scheme.code, scheme.unit).free
                self._accounts[fund.id] = account
                self._free[fund.id] = lock_accounts([account])[account]
        return self._funds[scheme.code]
