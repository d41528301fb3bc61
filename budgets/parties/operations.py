"""Entering a municipality, its people, organisations and officers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from budgets.operation import Actor, operation
from budgets.parties import queries
from budgets.parties.lines import Progress, RefusedLine, Tally, ignore_progress, in_chunks, settle
from budgets.parties.models import BankAccount, Officer, Organisation, Person, Role
from budgets.parties.registers import Register, merge, settle_accounts, split_repeated, take_turns
from budgets.trail.record import record
from connectors.sepa.iban import IbanRefused, check_iban
from ledger import tenant
from ledger.models import Municipality
from ledger.refusal import Refusal

PEOPLE = Register(
    Person,
    key="client_number",
    fields=("first_name", "last_name", "born_on", "email", "phone", "postcode", "house_number", "language"),
)
ORGANISATIONS = Register(Organisation, key="rsin", fields=("name", "kind"))
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class CodeUnusable(Refusal):
    code, says = "code-unusable", _("A code has only small letters, digits and hyphens, and at most 40 of them.")


class IbanUnusable(Refusal):
    code, says = "iban-unusable", _("This is not the IBAN of an account ({reason}).")


class MunicipalityDiffers(Refusal):
    code, says = "municipality-differs", _("“{municipality}” is known already, with another {fact}.")


class OfficerDiffers(Refusal):
    code, says = "officer-differs", _("The officer “{officer}” is known already, with another name.")


class AccountChangesByTwo(Refusal):
    code, says = "account-changes-by-two", _("This organisation gets another account by two officers only.")


class BornInTheFuture(Refusal):
    code, says = "born-in-the-future", _("The date of birth is after {on}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """What a line says about a person. `iban` None says nothing about the account: one that is known stays."""

    number: int
    client_number: str
    first_name: str
    last_name: str
    born_on: date
    iban: str | None = None
    email: str = ""
    phone: str = ""
    postcode: str = ""
    house_number: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """What a line says about an organisation; `kind` is one of `models.Kind`. `iban` None says nothing about the
    account: one that is known stays.
    """

    number: int
    rsin: str
    name: str
    kind: str
    iban: str | None = None


def open_municipality(*, code: str, name: str, iban: str, actor: Actor, on: date) -> int:
    """This will open the book of a municipality with its own bank account, and give its id; the same again is harmless.

    The book comes first: until it is there, no municipality can be served.

    :raises CodeUnusable: the code is not fit to be typed and read
    :raises IbanUnusable: the IBAN is not one
    :raises MunicipalityDiffers: the code is known with another name or IBAN
    """
    check_code(code)
    checked = _checked(iban)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_book(%s, %s)", [code, name])
        (municipality_id,) = cursor.fetchone()
    with tenant.serving(municipality_id):
        enter_municipality(name=name, iban=checked, actor=actor, on=on)
    return int(municipality_id)


@operation
def enter_municipality(*, name: str, iban: str, actor: Actor, on: date) -> None:
    """This will give the served municipality its own bank account.

    :raises MunicipalityDiffers: it is known with another name or IBAN
    """
    take_turns("municipality")
    served = Municipality.objects.get(id=tenant.current())
    if served.name != name:
        raise MunicipalityDiffers(municipality=served.code, fact="name")
    own = queries.own_bank_account()
    if own is not None and own[0] != iban:
        raise MunicipalityDiffers(municipality=served.code, fact="IBAN")
    if own is None:
        BankAccount.objects.create(iban=iban, holder_name=name, opened_on=on)
        record(actor.name, "municipality.entered", on=on)


@operation
def register_people(
    *, lines: Sequence[PersonLine], actor: Actor, on: date, partial: bool = False, progress: Progress = ignore_progress
) -> Tally:
    """This will enter new people and bring known ones up to date; another IBAN or name opens a new bank account.

    :raises LinesRefused: a line repeats a client number or a birth lies after `on`, unless `partial`
    """
    take_turns("people")
    fresh, refused = split_repeated(lines, lambda line: line.client_number)
    refused += [RefusedLine(line.number, BornInTheFuture(on=on)) for line in fresh if line.born_on > on]
    born = [line for line in fresh if line.born_on <= on]
    tally = Tally(refused=tuple(refused))
    for chunk in in_chunks(born):
        tally += _register_people(chunk, on=on)
        progress(tally.accepted)
    record(actor.name, "people.registered", on=on, lines=tally.counts())
    return settle(tally, partial=partial)


@operation
def register_organisations(
    *,
    lines: Sequence[OrganisationLine],
    actor: Actor,
    on: date,
    partial: bool = False,
    progress: Progress = ignore_progress,
) -> Tally:
    """This will enter new organisations and bring known ones up to date; another IBAN opens a new bank account.

    :raises LinesRefused: a line repeats an RSIN, or has another account for whom that takes two officers, unless
        `partial`
    """
    take_turns("organisations")
    fresh, refused = split_repeated(lines, lambda line: line.rsin)
    kept = queries.accounts_by_two(line.rsin for line in fresh if line.iban is not None)
    taken = [line for line in fresh if line.iban is None or line.iban == kept.get(line.rsin, line.iban)]
    refused += [RefusedLine(line.number, AccountChangesByTwo()) for line in fresh if line not in taken]
    tally = Tally(refused=tuple(refused))
    for chunk in in_chunks(taken):
        tally += _register_organisations(chunk, on=on)
        progress(tally.accepted)
    record(actor.name, "organisations.registered", on=on, lines=tally.counts())
    return settle(tally, partial=partial)


def check_code(code: str) -> None:
    """This will see that a code can be typed, read and put in the name of a file.

    :raises CodeUnusable: it cannot
    """
    if not _CODE.fullmatch(code):
        raise CodeUnusable


@operation
def register_officer(*, code: str, name: str, actor: Actor, on: date, roles: Collection[Role] | None = None) -> UUID:
    """This will enter an officer and give the id; the same again is harmless. Roles that are given replace earlier
    ones; None leaves them.

    :raises CodeUnusable: the code is not fit to be typed and read
    :raises OfficerDiffers: the code is known with another name
    """
    check_code(code)
    take_turns("officers")
    officer = queries.find_officer(code)
    if officer is None:
        officer = Officer.objects.create(code=code, name=name)
        record(actor.name, "officer.registered", on=on, subject=officer.id)
    if officer.name != name:
        raise OfficerDiffers(officer=code)
    if roles is not None and set(roles) != set(officer.roles):
        officer.roles = sorted(set(roles))
        officer.save(update_fields=["roles"])
        record(actor.name, "officer.given_roles", on=on, subject=officer.id, roles=officer.roles)
    return officer.id


def _register_people(chunk: Sequence[PersonLine], *, on: date) -> Tally:
    merged = merge(PEOPLE, chunk)
    wanted = {
        merged.ids[line.client_number]: (line.iban, f"{line.first_name} {line.last_name}")
        for line in chunk
        if line.iban is not None
    }
    moved = settle_accounts(wanted, on=on)
    other_account = {number for number, person_id in merged.ids.items() if person_id in moved}
    return _tally(len(chunk), added=len(merged.added), changed=len((merged.changed | other_account) - merged.added))


def _register_organisations(chunk: Sequence[OrganisationLine], *, on: date) -> Tally:
    merged = merge(ORGANISATIONS, chunk)
    wanted = {merged.ids[line.rsin]: (line.iban, line.name) for line in chunk if line.iban is not None}
    moved = settle_accounts(wanted, on=on, holder="organisation")
    other_account = {rsin for rsin, organisation_id in merged.ids.items() if organisation_id in moved}
    return _tally(len(chunk), added=len(merged.added), changed=len((merged.changed | other_account) - merged.added))


def _tally(lines: int, *, added: int, changed: int) -> Tally:
    return Tally(added=added, changed=changed, unchanged=lines - added - changed)


def _checked(iban: str) -> str:
    try:
        return check_iban(iban)
    except IbanRefused as refused:
        raise IbanUnusable(reason=refused.code) from refused
