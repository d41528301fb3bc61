from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.funding.models import Fund, Lasting
from budgets.funding.queries import place_of
from budgets.operation import Actor, operation
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record
from ledger import journal
from ledger.accounts import Place, find_accounts_of_fund, open_accounts
from ledger.amount import Amount, Unit
from ledger.refusal import Refusal

BANK, OF_FUND = "BANK", ("FUND", "FREE", "APPROPRIATED")
"""The classes of the accounts that money for a fund comes in through."""


class FundExists(Refusal):
    code, says = "fund-exists", _("There is a fund “{code}” already, for {scheme}; choose another code.")


class FundDiffers(Refusal):
    code, says = "fund-differs", _("The fund “{code}” is there already, with another {facts}; a fund stays as it is.")


class FundUnknown(Refusal):
    code, says = "fund-unknown", _("There is no fund “{fund}”.")


class FundExpiresTooEarly(Refusal):
    code, says = "fund-expires-too-early", _("A fund that opens on {opened_on} cannot expire on {expires_on}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is kept of a fund beside its name; None says nothing about it.

    `share` is its weight among the funds that carry the scheme together; `planned_unspent_minor` is in cents.
    """

    share: Decimal | None = None
    lasting: Lasting | None = None
    legal_ground: str | None = None
    expires_on: date | None = None
    planned_unspent_minor: int | None = None

    def said(self) -> dict[str, object]:
        """Give what is said, by column."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@operation
def open_fund(  # noqa: PLR0913 - a fund is told whole, once
    *,
    code: str,
    name: str,
    scheme_code: str,
    actor: Actor,
    on: date,
    priority: int = 1,
    particulars: Particulars | None = None,
) -> Fund:
    """This will open a fund for a scheme; the same again gives the same fund.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises FundExists: the code is of a fund of another scheme
    :raises FundDiffers: a particular is said of a fund that has another
    :raises FundExpiresTooEarly: it would expire before it opens
    """
    scheme = get_scheme(scheme_code)
    said = (particulars or Particulars()).said()
    expires_on = (particulars or Particulars()).expires_on
    if expires_on is not None and expires_on <= on and not Fund.objects.filter(code=code).exists():
        raise FundExpiresTooEarly(opened_on=on, expires_on=expires_on)
    fund, is_new = Fund.objects.get_or_create(
        code=code, defaults={"name": name, "scheme": scheme.code, "priority": priority, "opened_on": on, **said}
    )
    if fund.scheme != scheme.code:
        raise FundExists(code=code, scheme=fund.scheme)
    differ = [fact for fact, value in said.items() if getattr(fund, fact) != value]
    if differ:
        raise FundDiffers(code=code, facts=", ".join(differ))
    if is_new:
        record(actor.name, "fund.opened", on=on, subject=fund.id, code=code, scheme=scheme.code)
    return fund


@operation
def deposit(*, fund_id: UUID, amount: Amount, reference: str, actor: Actor, on: date) -> journal.Booked:
    """This will book money that a fund received, and let it be promised; `reference` makes saying it twice harmless.

    :raises FundUnknown: the fund is not there, or is another municipality's
    :raises IdempotencyKeyReused: the reference was used for another amount or day
    """
    accounts = accounts_of_deposits(fund_id, amount.unit)
    legs = [
        journal.Leg(accounts[BANK], accounts["FUND"], amount),
        journal.Leg(accounts["FREE"], accounts["APPROPRIATED"], amount),
    ]
    booked = journal.book_entry(
        journal.Entry(f"deposit:{fund_id}:{reference}", "deposit", on, f"deposit {reference}", legs)
    )
    if not booked.replayed:
        record(actor.name, "fund.received", on=on, subject=fund_id, amount_minor=amount.minor, reference=reference)
    return booked


def accounts_of_deposits(fund_id: UUID, unit: Unit) -> dict[str, int]:
    """This will give by class the accounts that money for a fund comes in through, its own and the bank.

    :raises FundUnknown: the fund is not there, or is another municipality's
    """
    found = find_accounts_of_fund(fund_id, unit)
    if not found.keys() >= {BANK, *OF_FUND}:
        if not Fund.objects.filter(pk=fund_id).exists():
            raise FundUnknown(fund=fund_id)
        places = [Place(BANK, unit=unit), *(place_of(each, fund=fund_id, unit=unit) for each in OF_FUND)]
        found = dict(zip((BANK, *OF_FUND), open_accounts(places), strict=True))
    return found
