"""Another account for a shop: asked for by one, approved by another, told to the old contact, in force after a wait.

Who takes over a mailbox and asks for another account has the money of a week; that is why.
"""

from datetime import date
from uuid import UUID

from budgets.operation import Actor, operation
from budgets.parties.officers import SecondOfficerNeeded, check_officer
from budgets.parties.operations import IbanUnusable
from budgets.parties.queries import bank_accounts_of_organisations
from budgets.parties.registers import settle_accounts
from budgets.shops.finding import lock_shop, tell_shop
from budgets.shops.lifecycle import ChangeState
from budgets.shops.models import AccountChange, Shop, WaitingTime
from budgets.shops.refusals import AccountChangeUnknown, ChangeWaits, SameAccount
from budgets.shops.working_days import after_working_days
from budgets.trail.record import record
from connectors.sepa.iban import IbanRefused, check_iban

WAITS = 3
"""Working days that an approved change waits, where the municipality says nothing else: our reading, no law."""


@operation
def ask_account_change(*, shop: str, iban: str, asked_by: UUID | None, actor: Actor, on: date) -> UUID:
    """This will ask for another account of a shop, and tell its contact. `asked_by` is an officer; None: the shop.

    :raises ShopUnknown: there is no such shop
    :raises IbanUnusable: the IBAN is not one
    :raises OfficerUnknown: the officer is not there
    :raises SameAccount: it is the account that it has
    :raises ChangeWaits: another change waits
    """
    wanted = checked_iban(iban)
    if asked_by is not None:
        check_officer(asked_by)
    found = lock_shop(shop)
    current = bank_accounts_of_organisations([found.organisation_id]).get(found.organisation_id)
    if current is not None and current[0] == wanted:
        raise SameAccount(shop=shop)
    if waiting_change(found) is not None:
        raise ChangeWaits(shop=shop)
    change = ask(found, wanted, holder_name=str(found.organisation), asked_by=asked_by, on=on)
    tell_shop(found, "account-asked", on=on, about=change.id)
    record(actor.name, "shop.account_asked", on=on, subject=found.id, change=change.id, officer=asked_by)
    return change.id


@operation
def approve_account_change(*, shop: str, officer_id: UUID, actor: Actor, on: date) -> date:
    """This will agree to the change that waits, tell the contact of before, and give the day from which it holds.

    :raises ShopUnknown: there is no such shop
    :raises OfficerUnknown: the officer is not there
    :raises AccountChangeUnknown: no change waits
    :raises SecondOfficerNeeded: it is the officer who asked
    :raises NotAllowedInState: it was approved before
    """
    found = lock_shop(shop)
    check_officer(officer_id)
    change = _waiting(found)
    effective_on = agree(change, found, officer_id, on=on)
    record(actor.name, "shop.account_approved", on=on, subject=found.id, change=change.id, officer=officer_id)
    return effective_on


@operation
def withdraw_account_change(*, shop: str, actor: Actor, on: date) -> None:
    """This will let the change that waits not happen: its account is not paid to.

    :raises ShopUnknown: there is no such shop
    :raises AccountChangeUnknown: no change waits
    """
    found = lock_shop(shop)
    change = _waiting(found)
    change.move("withdraw")
    change.save(update_fields=["state"])
    record(actor.name, "shop.account_withdrawn", on=on, subject=found.id, change=change.id)


@operation
def settle_account_changes(*, actor: Actor, on: date) -> int:
    """This will put the approved changes in force whose day has come, and give how many."""
    ripe = AccountChange.objects.select_for_update(of=("self",)).filter(
        state=ChangeState.APPROVED, effective_on__lte=on
    )
    changes = list(ripe.select_related("shop").order_by("id"))
    for change in changes:
        _settle(change, change.shop, on=on)
        record(actor.name, "shop.account_changed", on=on, subject=change.shop_id, change=change.id)
    return len(changes)


def ask(shop: Shop, iban: str, *, holder_name: str, asked_by: UUID | None, on: date) -> AccountChange:
    """This will write down that another account is asked for, and who is to hear of it."""
    return AccountChange.objects.create(
        shop=shop, iban=iban, holder_name=holder_name, told=shop.email, asked_on=on, asked_by_id=asked_by
    )


def agree(change: AccountChange, shop: Shop, officer_id: UUID, *, on: date) -> date:
    """This will approve a change. A first account holds at once: nobody was paid on another.

    :raises SecondOfficerNeeded: it is the officer who asked
    """
    if change.asked_by_id == officer_id:
        raise SecondOfficerNeeded
    change.move("approve")
    is_first = not bank_accounts_of_organisations([shop.organisation_id])
    effective_on = on if is_first else after_working_days(on, waits(on))
    change.approved_by_id, change.approved_on, change.effective_on = officer_id, on, effective_on
    change.save(update_fields=["state", "approved_by_id", "approved_on", "effective_on"])
    if is_first:
        _settle(change, shop, on=on)
    else:
        facts = {"day": effective_on}
        tell_shop(shop, "account-approved", on=on, about=change.id, email=change.told, facts=facts)
    return effective_on


def waiting_change(shop: Shop) -> AccountChange | None:
    """Give the change of account that is asked for or approved, and not yet in force."""
    waiting = AccountChange.objects.select_for_update().filter(shop=shop)
    return waiting.filter(state__in=[ChangeState.ASKED, ChangeState.APPROVED]).first()


def waits(on: date) -> int:
    """Give how many working days a change waits that is approved on a day."""
    found = WaitingTime.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return found.working_days if found else WAITS


def checked_iban(iban: str) -> str:
    """Give an IBAN in capitals without spaces.

    :raises IbanUnusable: it is not one
    """
    try:
        return check_iban(iban)
    except IbanRefused as refused:
        raise IbanUnusable(reason=refused.code) from refused


def _waiting(shop: Shop) -> AccountChange:
    change = waiting_change(shop)
    if change is None:
        raise AccountChangeUnknown(shop=shop.code)
    return change


def _settle(change: AccountChange, shop: Shop, *, on: date) -> None:
    settle_accounts({shop.organisation_id: (change.iban, change.holder_name)}, on=on, holder="organisation")
    change.move("settle")
    change.save(update_fields=["state"])
