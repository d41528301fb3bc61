"""The port: what may be tried how often, and whether someone may try it again.

Windows are fixed: the first try opens one, and when it is over the count begins anew. Counted in PostgreSQL, or in the
Redis that the settings name; while that is away, in PostgreSQL again: a till pays without it.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from budgets.limits.counting import Counted, count_one, look
from ledger.refusal import Refusal

_WITH_PORT = re.compile(r"(\[(?P<six>[^\]]*)\]|(?P<four>[0-9.]+))(:[0-9]+)?")


class TooManyTries(Refusal):
    """`seconds` says when it may be tried again."""

    code, says = "too-many-tries", _("This was tried too often. Try again in {seconds} seconds.")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one thing by one that tries, in a stretch of time."""

    what: str
    most: int
    lasts: timedelta


PASS_GUESSES = Limit("pass", 30, timedelta(minutes=10))
"""Passes that are not known, by one till."""
PIN_GUESSES = Limit("pin", 15, timedelta(minutes=10))
"""Wrong PINs of all cards together, by one till; five of one card lock it."""
PAIRINGS = Limit("pairing", 20, timedelta(minutes=10))
"""Pairing codes that are tried from one address."""
LOGINS = Limit("login", 20, timedelta(minutes=10))
"""Logins that are tried from one address."""
LOGIN_NAMES = Limit("login-name", 10, timedelta(minutes=10))
"""Passwords and second steps that are tried for one log-in, from wherever."""
ASKED_CODES = Limit("asked-code", 20, timedelta(minutes=10))
"""Codes that are asked for passes from one address; each that is right is a message to somebody."""
RENEWALS = Limit("renewal", 30, timedelta(minutes=10))
"""Handles of phones that were asked in vain from one address: nobody is logged in there, and each is written down."""
SECOND_STEP = Limit("second-step", 1, timedelta(minutes=2))
"""One code of an authenticator app, of one log-in, for longer than it is good."""


def check_not_over(*limits: Limit, who: str, at: datetime) -> None:
    """This will see that one may try again what several limits count, in one look and without counting it.

    :raises TooManyTries: not before so many seconds
    """
    keys = [_key(limit, who) for limit in limits]
    for limit, counted in zip(limits, look(keys, at=at), strict=True):
        _check(counted, limit.most - 1, at)


def count_try(limit: Limit, who: str, *, at: datetime) -> None:
    """This will count a try, outside what was refused: there it would be undone."""
    count_one(_key(limit, who), lasts=limit.lasts, at=at)


def take_try(limit: Limit, who: str, *, at: datetime) -> None:
    """This will count a try before it is made: of many at once no more are made than may be.

    :raises TooManyTries: not before so many seconds
    """
    _check(count_one(_key(limit, who), lasts=limit.lasts, at=at), limit.most, at)


def network_of(address: str) -> str:
    """Give what one that tries cannot change at will: an address, of IPv6 the network that a house is given."""
    # Some proxies write a port behind it: without this line all that come through them would be one.
    host = found["six"] or found["four"] if (found := _WITH_PORT.fullmatch(address)) else address
    try:
        read = ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address):
        # A server that listens to both writes an address of IPv4 so: its network would be that of everybody.
        read = read.ipv4_mapped or IPv6Address(int(read) >> 64 << 64)
    return str(read)


def _check(counted: Counted, most: int, at: datetime) -> None:
    if counted.times > most:
        raise TooManyTries(seconds=max(1, -((at - counted.ends_at) // timedelta(seconds=1))))


def _key(limit: Limit, who: str) -> str:
    return salted_hmac("grondslag.limits", f"{limit.what}:{who}", algorithm="sha256").hexdigest()
