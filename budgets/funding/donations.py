"""Gifts into a fund: of donors, and of people who give back of their own accord. Nothing that people have moves."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.funding.models import Donation
from budgets.funding.operations import accounts_of_deposits
from budgets.funding.queries import place_of
from budgets.operation import Actor, operation
from budgets.parties.queries import find_known
from budgets.trail.record import record
from ledger.accounts import open_accounts
from ledger.amount import Amount
from ledger.journal import Booked, Entry, Leg, book_entry
from ledger.refusal import Refusal


class DonorMissing(Refusal):
    code, says = "donor-missing", _("Say whose gift it is: a code and a name.")


class GiverUnknown(Refusal):
    code, says = "giver-unknown", _("Nobody here is who is said to give.")


class StatementMissing(Refusal):
    code, says = "statement-missing", _("What a person gives back is a gift only in their own words: keep them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A donor's gift to a fund; with the same reference it is the same gift."""

    fund_id: UUID
    amount: Amount
    donor_code: str
    donor_name: str
    reference: str


def book_gift(gift: Gift, actor: Actor, on: date) -> Booked:
    """This will book a donor's gift to a fund, which can be promised at once, within the operation that asks:
    `entitlements.donations` starts those who waited for it. The same again changes nothing.

    :raises FundUnknown: the fund is not there
    :raises DonorMissing: there is no code or no name of the donor
    :raises IdempotencyKeyReused: the reference was used for another amount, day or donor
    """
    if not gift.donor_code.strip() or not gift.donor_name.strip():
        raise DonorMissing
    accounts = accounts_of_deposits(gift.fund_id, gift.amount.unit)
    legs = [
        Leg(accounts["BANK"], accounts["FUND"], gift.amount),
        Leg(accounts["FREE"], accounts["APPROPRIATED"], gift.amount),
    ]
    key = f"donation:{gift.fund_id}:{gift.reference}"
    booked = book_entry(Entry(key, "deposit", on, f"donation {gift.reference} of {gift.donor_code}", legs))
    if not booked.replayed:
        _keep(gift.fund_id, gift.amount, gift.reference, on, donor_code=gift.donor_code, donor_name=gift.donor_name)
        record(
            actor.name,
            "fund.donated",
            on=on,
            subject=gift.fund_id,
            amount_minor=gift.amount.minor,
            reference=gift.reference,
            donor=gift.donor_code,
        )
    return booked


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftBack:
    """What a person gives of their own accord, and their own words about it."""

    person_id: UUID
    fund_id: UUID
    amount: Amount
    statement: str
    reference: str


@operation
def give_back(*, gift: GiftBack, actor: Actor, on: date) -> Booked:
    """This will book what a person gives to a fund of their own accord. Nobody may ask it, and what they are owed or
    have in hand stays as it is. The same again changes nothing.

    :raises StatementMissing: their own words are not there
    :raises GiverUnknown: there is no such person
    :raises FundUnknown: the fund is not there
    :raises IdempotencyKeyReused: the reference was used for another amount or day
    """
    if not gift.statement.strip():
        raise StatementMissing
    if not find_known({gift.person_id}):
        raise GiverUnknown
    accounts = accounts_of_deposits(gift.fund_id, gift.amount.unit)
    [donated] = open_accounts([place_of("DONATION", fund=gift.fund_id, unit=gift.amount.unit)])
    legs = [
        Leg(accounts["BANK"], donated, gift.amount),
        Leg(accounts["FREE"], accounts["APPROPRIATED"], gift.amount),
    ]
    key = f"give-back:{gift.fund_id}:{gift.person_id}:{gift.reference}"
    booked = book_entry(Entry(key, "donate", on, "given back of their own accord", legs))
    if not booked.replayed:
        _keep(
            gift.fund_id,
            gift.amount,
            gift.reference,
            on,
            person_id=gift.person_id,
            statement=gift.statement.strip(),
        )
        # Their words stay where they are kept; the trail says only that there were some.
        record(actor.name, "fund.given_back", on=on, subject=gift.fund_id, amount_minor=gift.amount.minor)
    return booked


def _keep(fund_id: UUID, amount: Amount, reference: str, on: date, **whose: Any) -> None:
    Donation.objects.create(fund_id=fund_id, amount_minor=amount.minor, reference=reference, received_on=on, **whose)
