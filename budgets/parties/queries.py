"""Reading the parties, many at a time."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from budgets.parties.models import BankAccount, Household, HouseholdMember, Officer, Organisation, Person, Role


def find_people(client_numbers: Iterable[str]) -> dict[str, UUID]:
    """Give the people of these client numbers; a number that nobody has is left out."""
    found = Person.objects.filter(client_number__in=set(client_numbers))
    return dict(found.values_list("client_number", "id"))


def find_person(client_number: str) -> Person | None:
    """Give the person of a client number."""
    return Person.objects.filter(client_number=client_number).first()


def find_known(person_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of these people who are of the served municipality."""
    return set(Person.objects.filter(id__in=set(person_ids)).values_list("id", flat=True))


def contacts_of(person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Give how people are reached, as (mail, phone, language); what is not known is empty."""
    found = Person.objects.filter(id__in=set(person_ids)).values_list("id", "email", "phone", "language")
    return {person_id: (email, phone, language) for person_id, email, phone, language in found}


def births_of(person_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Give the date of birth of those of these people who are of the served municipality."""
    return dict(Person.objects.filter(id__in=set(person_ids)).values_list("id", "born_on"))


def deaths_of(person_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Give on which day those of these people died who did."""
    found = Person.objects.filter(id__in=set(person_ids), died_on__isnull=False)
    return {person_id: died_on for person_id, died_on in found.values_list("id", "died_on") if died_on is not None}


def find_organisations(rsins: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Give the organisations of these RSINs, each with its kind; a number that none has is left out."""
    found = Organisation.objects.filter(rsin__in=set(rsins)).values_list("rsin", "id", "kind")
    return {rsin: (organisation_id, kind) for rsin, organisation_id, kind in found}


def find_officer(code: str) -> Officer | None:
    """Give the officer of a code."""
    return Officer.objects.filter(code=code).first()


def find_officers(codes: Iterable[str]) -> dict[str, UUID]:
    """Give the officers of these codes; a code that none has is left out."""
    return dict(Officer.objects.filter(code__in=set(codes)).values_list("code", "id"))


def is_officer(officer_id: UUID) -> bool:
    """Say whether an officer is there."""
    return Officer.objects.filter(pk=officer_id).exists()


def has_role(officer_id: UUID, role: Role) -> bool:
    """Say whether an officer is there and has a role."""
    return Officer.objects.filter(pk=officer_id, roles__contains=[role]).exists()


def find_households(codes: Iterable[str]) -> dict[str, UUID]:
    """Give the households of these codes; a code that none has is left out."""
    return dict(Household.objects.filter(code__in=set(codes)).values_list("code", "id"))


def find_household(person_id: UUID, on: date) -> UUID | None:
    """Give the household that a person is in on a day."""
    return households_of([person_id], on).get(person_id)


def households_of(person_ids: Iterable[UUID], on: date) -> dict[UUID, UUID]:
    """Give the household that each person is in on a day; who is in none is left out."""
    return dict(_members_on(on).filter(person__in=set(person_ids)).values_list("person_id", "household_id"))


def list_stays(person_ids: Iterable[UUID]) -> list[tuple[UUID, UUID, date, date | None]]:
    """Give who was in which household, since when and up to which day (not included; None: still)."""
    found = HouseholdMember.objects.filter(person__in=set(person_ids))
    return list(found.values_list("person_id", "household_id", "from_on", "until_on"))


def list_members(household_id: UUID, on: date) -> list[UUID]:
    """Give the people of a household on a day, in the order of their client numbers."""
    found = _members_on(on).filter(household=household_id).order_by("person__client_number")
    return list(found.values_list("person_id", flat=True))


def _members_on(on: date) -> QuerySet[HouseholdMember]:
    return HouseholdMember.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


def bank_accounts_of(person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Give the current account of each person as (IBAN, name of the holder); who has none is left out."""
    found = BankAccount.objects.filter(person__in=set(person_ids), replaced_at=None)
    return {person_id: (iban, name) for person_id, iban, name in found.values_list("person_id", "iban", "holder_name")}


def bank_accounts_of_organisations(organisation_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Give the current account of each organisation as (IBAN, name of the holder); one that has none is left out."""
    found = BankAccount.objects.filter(organisation__in=set(organisation_ids), replaced_at=None)
    return {holder: (iban, name) for holder, iban, name in found.values_list("organisation_id", "iban", "holder_name")}


def accounts_by_two(rsins: Iterable[str]) -> dict[str, str]:
    """Give the IBAN of those organisations that get another account by two officers only; "" where they have none."""
    guarded = dict(Organisation.objects.filter(rsin__in=set(rsins), account_by_two=True).values_list("id", "rsin"))
    accounts = bank_accounts_of_organisations(guarded)
    return {rsin: accounts.get(organisation_id, ("", ""))[0] for organisation_id, rsin in guarded.items()}


def own_bank_account() -> tuple[str, str] | None:
    """Give the municipality's own account as (IBAN, name of the holder)."""
    own = BankAccount.objects.filter(person=None, organisation=None, replaced_at=None)
    return own.values_list("iban", "holder_name").first()
