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
from budgets.parties.operations import check_code
from budgets.parties.queries import bank_accounts_of_organisations
from budgets.parties.registers import take_turns
from budgets.shops.accounts import agree, ask, checked_iban, waiting_change
from budgets.shops.finding import NO_FACTS, REGISTER, Facts, lock_shop, tell_shop
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Location, Shop
from budgets.shops.refusals import (
    AccountMissing,
    ApplicationDiffers,
    ChangeWaits,
    KvkNumberUnusable,
    RsinUnusable,
    ShopDiffers,
)
from budgets.trail.record import record

FIRST_LOCATION = "1"
_CONTACT = ("email", "phone", "language")
_KVK_NUMBER = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a shop says of itself. `iban` None: the account that the organisation has already. A name that the
    organisation has already stays: that is for who keeps the register.
    """

    code: str
    rsin: str
    name: str
    kvk_number: str
    email: str
    phone: str = ""
    language: str = "nl"
    iban: str | None = None


@operation
def apply_shop(*, application: Application, entered_by: UUID | None, actor: Actor, on: date) -> UUID:
    """This will take in the application of a shop and give its id; the same again is harmless, and one that was
    rejected applies again. `entered_by` is the officer who enters it; None: the shop asked itself.

    Its account waits for the approval by another.

    :raises CodeUnusable: the code is not fit to be typed, read and put in the name of a file
    :raises KvkNumberUnusable: the KvK number cannot be one
    :raises RsinUnusable: the RSIN cannot be one
    :raises IbanUnusable: the IBAN is not one
    :raises OfficerUnknown: the officer is not there
    :raises ShopDiffers: the code, the RSIN or the KvK number is of another shop
    :raises ApplicationDiffers: it applied before, is not rejected, and is known with another contact or account
    :raises ChangeWaits: it was rejected, and a change to another account waits
    """
    _check_numbers(application)
    iban = checked_iban(application.iban) if application.iban else None
    if entered_by is not None:
        check_officer(entered_by)
    take_turns(REGISTER)
    organisation = _organisation(application)
    shop = _find_known(application, organisation)
    if shop is None:
        shop = _enter(application, organisation, entered_by, on)
    elif shop.state == ShopState.REJECTED:
        _apply_again(shop, application, entered_by, on)
    else:
        _check_same(shop, application, iban)
        return shop.id
    _want_account(shop, iban, entered_by, on)
    record(actor.name, "shop.applied", on=on, subject=shop.id, shop=shop.code, officer=entered_by)
    return shop.id


def _check_numbers(application: Application) -> None:
    check_code(application.code)
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


def _find_known(application: Application, organisation: Organisation) -> Shop | None:
    same = {"code": application.code, "organisation_id": organisation.id, "kvk_number": application.kvk_number}
    alike = Q(code=application.code) | Q(organisation=organisation.id) | Q(kvk_number=application.kvk_number)
    known = Shop.objects.select_for_update().filter(alike).first()
    if known is not None and any(getattr(known, name) != value for name, value in same.items()):
        raise ShopDiffers(shop=known.code)
    return known


def _enter(application: Application, organisation: Organisation, by: UUID | None, on: date) -> Shop:
    shop = Shop.objects.create(
        organisation=organisation,
        code=application.code,
        kvk_number=application.kvk_number,
        **{name: getattr(application, name) for name in _CONTACT},
        applied_on=on,
        entered_by_id=by,
    )
    Location.objects.create(shop=shop, code=FIRST_LOCATION, name=organisation.name)
    return shop


def _apply_again(shop: Shop, application: Application, by: UUID | None, on: date) -> None:
    """What waits now is what was said now: who enters it anew may not approve it, whoever entered it before."""
    shop.move("apply_again")
    if shop.email != application.email:
        tell_shop(shop, "contact-changed", on=on)
    for name in _CONTACT:
        setattr(shop, name, getattr(application, name))
    shop.applied_on, shop.entered_by_id = on, by
    shop.save(update_fields=["state", *_CONTACT, "applied_on", "entered_by_id"])


def _check_same(shop: Shop, application: Application, iban: str | None) -> None:
    differs = [name for name in _CONTACT if getattr(shop, name) != getattr(application, name)]
    if iban not in (None, _iban_of(shop)):
        differs.append("iban")
    if differs:
        raise ApplicationDiffers(shop=shop.code, differs=", ".join(differs))


def _want_account(shop: Shop, iban: str | None, by: UUID | None, on: date) -> None:
    if iban is None or iban == _iban_of(shop):
        return
    if waiting_change(shop) is not None:
        raise ChangeWaits(shop=shop.code)
    ask(shop, iban, holder_name=shop.organisation.name, asked_by=by, on=on)


def _iban_of(shop: Shop) -> str | None:
    """Give the account that was said last: the one that waits, else the one it has."""
    waits = waiting_change(shop)
    if waits is not None:
        return waits.iban
    current = bank_accounts_of_organisations([shop.organisation_id]).get(shop.organisation_id)
    return current[0] if current else None


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
def change_contact(
    *, shop: str, email: str, actor: Actor, on: date, phone: str | None = None, language: str | None = None
) -> None:
    """This will reach a shop at another address from now on, and tell the old one; what is None stays as it is, and the
    same again is harmless.

    :raises ShopUnknown: there is no such shop
    """
    found = lock_shop(shop)
    said = {"email": email, "phone": phone, "language": language}
    other = {name: value for name, value in said.items() if value not in (None, getattr(found, name))}
    if not other:
        return
    if other.keys() != {"language"}:
        tell_shop(found, "contact-changed", on=on)
    for name, value in other.items():
        setattr(found, name, value)
    found.save(update_fields=list(other))
    record(actor.name, "shop.contact_changed", on=on, subject=found.id, shop=shop)
