"""Who may log in to the pages of Voorbeeldstad, with passwords that everybody knows: it is an example."""

from datetime import date

from budgets.access.operations import GivenLogin, LoginAsked, give_login
from budgets.operation import Actor, reading
from budgets.parties.queries import find_officers, find_people

PASSWORD = "voorbeeld-2026"  # noqa: S105
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
PERSON, OFFICERS = "R0001", ("fatima", "kees")


def give_logins(*, actor: Actor, on: date) -> list[GivenLogin]:
    """Give one person and both officers the log-in of the example."""
    people, officers = reading(find_people)([PERSON]), reading(find_officers)(OFFICERS)
    asked = [LoginAsked(name="deelnemer", person_id=person_id, password=PASSWORD) for person_id in people.values()]
    asked += [
        LoginAsked(name=code, officer_id=officer_id, password=PASSWORD, totp_secret=TOTP_SECRET)
        for code, officer_id in sorted(officers.items())
    ]
    return [give_login(asked=each, actor=actor, on=on) for each in asked]
