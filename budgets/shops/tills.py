"""Tills: a place to stand, a short code to join by, a token to be known by, and the end of it at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from budgets.operation import Actor, operation
from budgets.shops.codes import (
    PAIRING_LASTS,
    digest_of_pairing_code,
    digest_of_token,
    make_pairing_code,
    make_token,
)
from budgets.shops.finding import check_takes_part, find_location, lock_shop
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Location, PairingCode, Till
from budgets.shops.refusals import PairingCodeUnusable, TillUnknown
from budgets.trail.record import record
from ledger import tenant


@operation
def open_location(*, shop: str, code: str, name: str, address: str, actor: Actor, on: date) -> UUID:
    """This will give a shop another location, or bring one up to date.

    :raises ShopUnknown: there is no such shop
    """
    found = lock_shop(shop)
    location, _is_new = Location.objects.update_or_create(
        shop=found, code=code, defaults={"name": name, "address": address}
    )
    record(actor.name, "location.opened", on=on, subject=location.id, shop=shop, location=code)
    return location.id


@operation
def give_pairing_code(*, shop: str, location: str | None, at: datetime, actor: Actor, on: date) -> str:
    """This will give a code by which one till may join a location within ten minutes; it is shown this once.

    :raises ShopUnknown: there is no such shop
    :raises ShopNotApproved: it does not take part
    :raises LocationUnknown: it has no such location, or has more and none was said
    """
    found = lock_shop(shop)
    check_takes_part(found)
    place = find_location(found, location)
    code = make_pairing_code(tenant.current())
    made = PairingCode.objects.create(
        location=place, code_hash=digest_of_pairing_code(code), valid_until=at + PAIRING_LASTS
    )
    record(actor.name, "pairing_code.given", on=on, subject=made.id, shop=shop, location=place.code)
    return code


@dataclass(frozen=True, slots=True)
class Paired:
    """A till that joined: its id, and the token that is shown this once."""

    id: UUID
    token: str


@operation
def pair_till(*, code: str, name: str, at: datetime, actor: Actor, on: date) -> Paired:
    """This will let a till join by a code, once, and give its token.

    :raises PairingCodeUnusable: nobody gave that code, it was used, its time is over, or the shop does not take part
    """
    waiting = PairingCode.objects.select_for_update(of=("self",)).select_related("location__shop")
    found = waiting.filter(code_hash=digest_of_pairing_code(code), used_at=None, valid_until__gt=at).first()
    if found is None or found.location.shop.state != ShopState.APPROVED:
        raise PairingCodeUnusable
    token = make_token(tenant.current())
    found.used_at = at
    found.save(update_fields=["used_at"])
    till = Till.objects.create(
        location=found.location, pairing_code=found, name=name, token_hash=digest_of_token(token), paired_at=at
    )
    record(actor.name, "till.paired", on=on, subject=till.id, shop=found.location.shop.code)
    return Paired(till.id, token)


@operation
def revoke_till(*, till_id: UUID, at: datetime, actor: Actor, on: date) -> None:
    """This will let a till open nothing any more, from this moment.

    :raises TillUnknown: there is none, or it was revoked before
    """
    if not Till.objects.filter(pk=till_id, revoked_at=None).update(revoked_at=at):
        raise TillUnknown(till=till_id)
    record(actor.name, "till.revoked", on=on, subject=till_id)
