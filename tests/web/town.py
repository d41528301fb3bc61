"""A municipality with everything that pages show: a person with a pass, a shop and officers, each with a log-in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from budgets.access.operations import GivenLogin, LoginAsked, give_login
from budgets.messages.queries import list_messages
from budgets.operation import reading
from budgets.parties.operations import register_people
from budgets.parties.queries import find_people
from budgets.passes.operations import IssuedPass
from tests.budgets.entitlements.town import a_town
from tests.budgets.passes.town import a_pass, open_passes, put_on_pass
from tests.builders import LONG_AGO, TEST, an_officer, person_line

FREE, SPORT = {"amount": "150.00"}, {"amount": "1060.00", "activities": ["sport", "zwemmen"]}
_addresses = (f"198.51.{high}.{low}" for high in range(256) for low in range(256))
PASSWORD = "een lang wachtwoord"


@dataclass(frozen=True)
class Site:
    """Who can log in, and what they have."""

    municipality_id: int
    person_id: UUID
    noors_pass: IssuedPass
    noor: GivenLogin
    fatima: GivenLogin


@contextmanager
def a_site() -> Iterator[Site]:
    """Open a municipality and serve it."""
    today = timezone.localdate()
    with a_town() as municipality_id:
        register_people(lines=[replace(person_line("Noor"), email="noor@example.nl")], actor=TEST, on=LONG_AGO)
        person = reading(find_people)(["noor"])["noor"]
        open_passes("stadspas", budgets={"vrij": FREE, "sport": SPORT})
        put_on_pass(person, "stadspas", on=date(today.year, 1, 1))
        yield Site(
            municipality_id,
            person,
            a_pass(person, on=today),
            login("noor", person_id=person, on=today),
            login("fatima", officer_id=an_officer("Fatima"), on=today),
        )


def login(name: str, *, on: date, **whose: UUID) -> GivenLogin:
    """Give somebody a log-in."""
    return give_login(asked=LoginAsked(name=name, password=PASSWORD, **whose), actor=TEST, on=on)


def a_browser() -> Client:
    """Give a browser at an address of its own: what is tried too often is counted by address."""
    return Client(REMOTE_ADDR=next(_addresses))


def second_step(secret: str) -> str:
    """Give what an authenticator app shows now."""
    [*_, counter] = list(yield_hotp_counters_from_time())[1:2]
    return format_hotp_value(hotp_value(secret, counter))


def enter(name: str, password: str = PASSWORD, *, totp_secret: str = "") -> Client:
    """Give a browser in which somebody logged in."""
    client = a_browser()
    client.post("/inloggen", {"login": name, "password": password})
    if totp_secret:
        client.post("/inloggen/stap-2", {"code": second_step(totp_secret)})
    return client


def codes() -> list[str]:
    """Give the codes that were sent, as their readers have them."""
    told = [each for each in list_messages(most=50) if each.kind == "login-code"]
    return [found.group() for each in told if (found := re.search(r"\b\d{6}\b", each.body))]
