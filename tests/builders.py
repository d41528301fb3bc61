"""Who and what tests speak about, by name; each test takes a municipality of its own.

with tenant.serving(a_municipality()):
    noor, buurthuis = a_person(), an_organisation()
"""

from datetime import date
from itertools import count
from uuid import UUID

from budgets.operation import Actor, reading
from budgets.parties import operations, queries
from budgets.parties.operations import OrganisationLine, PersonLine

TEST = Actor("test")
LONG_AGO = date(2020, 1, 1)
OWN_IBAN = "NL91ABNA0417164300"
NOOR_IBAN = "NL20INGB0001234567"

_codes = count(1)


def a_municipality(name: str = "Voorbeeldstad", *, code: str = "", iban: str = OWN_IBAN) -> int:
    """Open the book of a municipality and give its id; its code is a new one unless given."""
    chosen = code or f"voorbeeldstad-{next(_codes)}"
    return operations.open_municipality(code=chosen, name=name, iban=iban, actor=TEST, on=LONG_AGO)


def a_person(name: str = "Noor", *, number: str = "", iban: str | None = NOOR_IBAN, on: date = LONG_AGO) -> UUID:
    """Enter a person of the served municipality and give the id; the client number is the name unless given."""
    line = person_line(name, number=number, iban=iban)
    operations.register_people(lines=[line], actor=TEST, on=on)
    return reading(queries.find_people)([line.client_number])[line.client_number]


def person_line(name: str = "Noor", *, number: str = "", iban: str | None = NOOR_IBAN) -> PersonLine:
    """Give what a line of a file says about a person."""
    return PersonLine(
        number=2,
        client_number=number or name.lower(),
        first_name=name,
        last_name="de Vries",
        born_on=date(1990, 5, 17),
        iban=iban,
    )


def an_organisation(
    name: str = "Buurthuis", *, rsin: str = "001234560", kind: str = "ANBI", iban: str | None = None
) -> UUID:
    """Enter an organisation of the served municipality and give the id."""
    line = OrganisationLine(number=2, rsin=rsin, name=name, kind=kind, iban=iban)
    operations.register_organisations(lines=[line], actor=TEST, on=LONG_AGO)
    return reading(queries.find_organisations)([rsin])[rsin][0]


def an_officer(name: str = "Fatima") -> UUID:
    """Enter an officer of the served municipality and give the id; the code is the name."""
    return operations.register_officer(code=name.lower(), name=name, actor=TEST, on=LONG_AGO)
