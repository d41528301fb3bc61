"""A shop applies, is approved by two, and may be blocked; what it was owed before stays owed."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn as eleven_test

from budgets.operation import Actor, operation
from budgets.parties.models import Kind, Organisation
from budgets.parties.officers import SecondOfficerNeeded, check_officer
from budgets.parties.queries import bank_accounts_of_organisations
from budgets.parties.registers import take_turns
from budgets.shops.accounts import agree, ask, checked_iban, waiting_change
from budgets.shops.finding import NO_FACTS, REGISTER, Facts, lock_shop, tell_shop
from budgets.shops.models import Location, Shop
from budgets.shops.refusals import AccountMissing, KvkNumberUnusable, RsinUnusable, ShopDiffers
from budgets.trail.record import record

FIRST_LOCATION = "1"
_KVK_NUMBER = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a shop says of itself. `iban` None: the account that the organisation has already."""

    code: str
    rsin: str
    name: str
    kvk_number: str
    email: str = ""
    phone: str = ""
    language: str = "nl"
    iban: str | None = None


@operation
def apply_shop(*, application: Application, actor: Actor, on: date, entered_by: UUID | None = None) -> UUID:
    """This will take in the application of a shop and give its id; the same again is harmless, and one that was
    rejected applies again. `entered_by` is the officer who types it in; None: the shop itself.

    Its account waits for the approval by another.

    :raises KvkNumberUnusable: the KvK number cannot be one
    :raises RsinUnusable: the RSIN cannot be one
    :raises IbanUnusable: the IBAN is not one
    :raises OfficerUnknown: the officer is not there
    :raises ShopDiffers: the code, the RSIN or the KvK number is of another shop
    """
    _check_numbers(application)
    iban = checked_iban(application.iban) if application.iban else None
    if entered_by is not None:
        check_officer(entered_by)
    take_turns(REGISTER)
    organisation = _organisation(application)
    shop, is_new = _shop(application, organisation, entered_by, on)
    if not is_new and shop.state != "REJECTED":
        return shop.id
    if not is_new:
        shop.move("apply_again")
        shop.save(update_fields=["state"])
    current = bank_accounts_of_organisations([organisation.id]).get(organisation.id)
    if iban is not None and (current is None or current[0] != iban) and waiting_change(shop) is None:
        ask(shop, iban, holder_name=organisation.name, asked_by=entered_by, on=on)
    record(actor.name, "shop.applied", on=on, subject=shop.id, shop=shop.code)
    return shop.id


def _check_numbers(application: Application) -> None:
    if not _KVK_NUMBER.fullmatch(application.kvk_number):
        raise KvkNumberUnusable
    try:
        # An RSIN passes the same test as a citizen number.
        usable = eleven_test.validate(application.rsin) == application.rsin
    except ValidationError:
        usable = False
    if not usable:
        raise RsinUnusable


def _organisation(application: Application) -> Organisation:
    found, _is_new = Organisation.objects.get_or_create(
        rsin=application.rsin, defaults={"name": application.name, "kind": Kind.OTHER}
    )
    if not found.account_by_two:
        # From now on an import gives it no other account.
        found.account_by_two = True
        found.save(update_fields=["account_by_two"])
    return found


def _shop(application: Application, organisation: Organisation, by: UUID | None, on: date) -> tuple[Shop, bool]:
    same = {"code": application.code, "organisation_id": organisation.id, "kvk_number": application.kvk_number}
    alike = Q(code=application.code) | Q(organisation=organisation.id) | Q(kvk_number=application.kvk_number)
    known = Shop.objects.select_for_update().filter(alike).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in same.items()):
            raise ShopDiffers(shop=known.code)
        return known, False
    reached = {name: getattr(application, name) for name in ("email", "phone", "language")}
    shop = Shop.objects.create(**same, **reached, applied_on=on, entered_by_id=by)
    Location.objects.create(shop=shop, code=FIRST_LOCATION, name=organisation.name)
    return shop, True


@operation
def approve_shop(*, shop: str, officer_id: UUID, actor: Actor, on: date) -> None:
    """This will let a shop take part, and agree to the account that it asked for; one that another account was known
    of before waits as every change does.

    :raises ShopUnknown: there is no such shop
    :raises OfficerUnknown: the officer is not there
    :raises SecondOfficerNeeded: it is the officer who entered it
    :raises AccountMissing: it has no account and asked for none
    :raises NotAllowedInState: it does not wait for a decision
    """
    found = lock_shop(shop)
    check_officer(officer_id)
    change = waiting_change(found)
    if found.entered_by_id == officer_id:
        raise SecondOfficerNeeded
    if change is None and not bank_accounts_of_organisations([found.organisation_id]):
        raise AccountMissing(shop=shop)
    found.move("approve")
    found.approved_by_id, found.approved_on = officer_id, on
    found.save(update_fields=["state", "approved_by_id", "approved_on"])
    if change is not None and change.state == "ASKED":
        agree(change, found, officer_id, on=on)
    tell_shop(found, "shop-approved", on=on)
    record(actor.name, "shop.approved", on=on, subject=found.id, shop=shop, officer=officer_id)


@operation
def reject_shop(*, shop: str, officer_id: UUID, reason: str, actor: Actor, on: date) -> None:
    """This will tell a shop that it does not take part, and why; it may apply again.

    :raises ShopUnknown: there is no such shop
    :raises OfficerUnknown: the officer is not there
    :raises NotAllowedInState: it does not wait for a decision
    """
    found = lock_shop(shop)
    check_officer(officer_id)
    found.move("reject")
    found.save(update_fields=["state"])
    change = waiting_change(found)
    if change is not None:
        change.move("withdraw")
        change.save(update_fields=["state"])
    tell_shop(found, "shop-rejected", on=on, facts={"reason": reason})
    record(actor.name, "shop.rejected", on=on, subject=found.id, shop=shop, officer=officer_id)


@operation
def block_shop(*, shop: str, officer_id: UUID, reason: str, actor: Actor, on: date) -> None:
    """This will let nothing be spent at a shop from this moment, and tell it why; what it is owed stays owed.

    :raises ShopUnknown: there is no such shop
    :raises OfficerUnknown: the officer is not there
    :raises NotAllowedInState: it does not take part
    """
    _move(shop, "block", "shop-blocked", officer_id, on=on, facts={"reason": reason})
    record(actor.name, "shop.blocked", on=on, shop=shop, officer=officer_id)


@operation
def unblock_shop(*, shop: str, officer_id: UUID, actor: Actor, on: date) -> None:
    """This will let a blocked shop take part again.

    :raises ShopUnknown: there is no such shop
    :raises OfficerUnknown: the officer is not there
    :raises NotAllowedInState: it is not blocked
    """
    _move(shop, "unblock", "shop-approved", officer_id, on=on)
    record(actor.name, "shop.unblocked", on=on, shop=shop, officer=officer_id)


def _move(code: str, move: str, kind: str, officer_id: UUID, *, on: date, facts: Facts = NO_FACTS) -> None:
    shop = lock_shop(code)
    check_officer(officer_id)
    shop.move(move)
    shop.save(update_fields=["state"])
    tell_shop(shop, kind, on=on, facts=facts)


@operation
def change_contact(*, shop: str, email: str, phone: str, actor: Actor, on: date) -> None:
    """This will reach a shop at another address from now on, and tell the old one; the same again is harmless.

    :raises ShopUnknown: there is no such shop
    """
    found = lock_shop(shop)
    if (found.email, found.phone) == (email, phone):
        return
    tell_shop(found, "contact-changed", on=on)
    found.email, found.phone = email, phone
    found.save(update_fields=["email", "phone"])
    record(actor.name, "shop.contact_changed", on=on, subject=found.id, shop=shop)
