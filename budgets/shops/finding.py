"""Finding a shop by its code, and telling it something."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from budgets.messages.writing import To, Wanted, write_message
from budgets.shops.lifecycle import ShopState
from budgets.shops.models import Location, Shop
from budgets.shops.refusals import LocationUnknown, ShopNotApproved, ShopUnknown, StartsInThePast

Facts = Mapping[str, date | str]
NO_FACTS: Facts = {}
REGISTER = "shops"


def lock_shop(code: str) -> Shop:
    """This will give a shop and let other changes of it wait.

    :raises ShopUnknown: there is none of this code
    """
    shop = Shop.objects.select_for_update().filter(code=code).first()
    if shop is None:
        raise ShopUnknown(shop=code)
    return shop


def find_shop(code: str) -> Shop:
    """Give a shop.

    :raises ShopUnknown: there is none of this code
    """
    shop = Shop.objects.filter(code=code).first()
    if shop is None:
        raise ShopUnknown(shop=code)
    return shop


def find_location(shop: Shop, code: str | None) -> Location:
    """Give a location of a shop: the one of this code, or the only one.

    :raises LocationUnknown: there is none of this code, or none was said and there are more
    """
    known = list(Location.objects.filter(shop=shop.id).order_by("code"))
    found = [each for each in known if code in (None, each.code)]
    if len(found) != 1:
        raise LocationUnknown(shop=shop.code, location=code or "", known=", ".join(each.code for each in known))
    return found[0]


def check_takes_part(shop: Shop) -> None:
    """This will see that a shop takes part now.

    :raises ShopNotApproved: it does not
    """
    if shop.state != ShopState.APPROVED:
        raise ShopNotApproved(shop=shop.code, state=shop.state)


def check_not_past(starts_on: date, on: date) -> None:
    """This will see that nothing changes for days that are over.

    :raises StartsInThePast: the day is before `on`
    """
    if starts_on < on:
        raise StartsInThePast(on=on)


def tell_shop(
    shop: Shop, kind: str, *, on: date, about: UUID | None = None, email: str | None = None, facts: Facts = NO_FACTS
) -> None:
    """This will write a message to the contact of a shop, or to another address; a thing is told once."""
    to = To(organisation_id=shop.organisation_id, email=shop.email if email is None else email, language=shop.language)
    said = {"shop": str(shop.organisation), **facts}
    # What has no row of its own is told each time that it happens.
    write_message(Wanted(to=to, kind=kind, about=about or uuid4(), facts=said), on=on)
