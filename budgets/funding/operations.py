from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.funding.models import Fund
from budgets.funding.queries import find_accounts, place_of
from budgets.operation import Actor, operation
from budgets.schemes.catalogue import get_scheme
from budgets.trail.record import record
from ledger import journal
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.refusal import Refusal


class FundExists(Refusal):
    code, says = "fund-exists", _("There is a fund “{code}” already, for {scheme}; choose another code.")


class FundUnknown(Refusal):
    code, says = "fund-unknown", _("There is no fund “{fund}”.")


@operation
def open_fund(*, code: str, name: str, scheme_code: str, actor: Actor, on: date, priority: int = 1) -> Fund:
    """This will open a fund for a scheme; the same again gives the same fund.

    :raises SchemeUnknown: the catalogue has no such scheme
    :raises FundExists: the code is of a fund of another scheme
    """
    scheme = get_scheme(scheme_code)
    fund, is_new = Fund.objects.get_or_create(
        code=code, defaults={"name": name, "scheme": scheme.code, "priority": priority, "opened_on": on}
    )
    if fund.scheme != scheme.code:
        raise FundExists(code=code, scheme=fund.scheme)
    if is_new:
        record(actor.name, "fund.opened", on=on, subject=fund.id, code=code, scheme=scheme.code)
    return fund


@operation
def deposit(*, fund_id: UUID, amount: Amount, reference: str, actor: Actor, on: date) -> journal.Booked:
    """This will book money that a fund received, and let it be promised; `reference` makes saying it twice harmless.

    :raises FundUnknown: the fund is not there, or is another municipality's
    :raises IdempotencyKeyReused: the reference was used for another amount or day
    """
    accounts = find_accounts(fund_id, amount.unit) or _open_accounts(fund_id, amount.unit)
    legs = [
        journal.Leg(accounts["BANK"], accounts["FUND"], amount),
        journal.Leg(accounts["FREE"], accounts["APPROPRIATED"], amount),
    ]
    booked = journal.book_entry(
        journal.Entry(f"deposit:{fund_id}:{reference}", "deposit", on, f"deposit {reference}", legs)
    )
    if not booked.replayed:
        record(actor.name, "fund.received", on=on, subject=fund_id, amount_minor=amount.minor, reference=reference)
    return booked


def _open_accounts(fund_id: UUID, unit: Unit) -> dict[str, int]:
    if not Fund.objects.filter(pk=fund_id).exists():
        raise FundUnknown(fund=fund_id)
    places = [
        Place("BANK", unit=unit),
        *(place_of(each, fund=fund_id, unit=unit) for each in ("FUND", "FREE", "APPROPRIATED")),
    ]
    opened = open_accounts(places)
    return {place.account_class: account for place, account in zip(places, opened, strict=True)}
