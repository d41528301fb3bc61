"""A donor's gift to a fund, and who can start because of it: one act, so that nobody waits for money that came in."""

from dataclasses import dataclass
from datetime import date

from budgets.entitlements.proposing import start_waiting
from budgets.funding.donations import Gift, book_gift
from budgets.funding.models import Fund
from budgets.operation import Actor, operation
from budgets.parties.registers import take_turns


@dataclass(frozen=True, slots=True)
class Donated:
    """What a gift did: whether it is new, and how many of those who waited started."""

    booked: bool
    started: int


@operation
def donate(*, gift: Gift, actor: Actor, on: date) -> Donated:
    """This will book a donor's gift to a fund and start those who wait for each other, as many rounds as the funds of
    the scheme carry whole. The same again changes nothing.

    :raises FundUnknown: the fund is not there
    :raises DonorMissing: there is no code or no name of the donor
    :raises IdempotencyKeyReused: the reference was used for another amount, day or donor
    :raises TermMissing: people wait, and the terms do not say how many start together
    """
    take_turns("awards")  # Before the accounts of the fund, as whoever awards does.
    if book_gift(gift, actor, on).replayed:
        return Donated(booked=False, started=0)
    fund = Fund.objects.get(pk=gift.fund_id)
    return Donated(booked=True, started=start_waiting(fund.scheme, actor, on).added)
