"""The stage of a worked example: a municipality of its own with its people, organisations, officers and funds."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from budgets.entitlements.asking import FIRST_COHORT
from budgets.entitlements.queries import find_entitlement
from budgets.funding.operations import Particulars, deposit, open_fund
from budgets.funding.queries import FundPosition, get_position
from budgets.jobs.examples.loader import AMPLE, Example, FundGiven, Step
from budgets.operation import Actor
from budgets.parties.households import MemberLine, register_households
from budgets.parties.operations import (
    OrganisationLine,
    PersonLine,
    open_municipality,
    register_officer,
    register_organisations,
    register_people,
)
from budgets.parties.queries import find_organisations, find_people
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import OrganisationKind, Pays
from budgets.schemes.terms import Terms
from budgets.stock.operations import open_issue_point
from ledger import tenant
from ledger.amount import Amount, Unit, split

Frame = dict[str, Any]
EXAMPLE = Actor("example")
ADULT = date(1990, 5, 17)
PAYEE = 9_000_000  # the place of its account, beyond those of all people


def open_stage(example: Example) -> int:
    """This will open the municipality of an example and give its id; to be called within a rehearsal."""
    code, on = f"example-{uuid4().hex[:24]}", example.steps[0].on
    return open_municipality(code=code, name="Voorbeeldstad", iban=iban_of(0), actor=EXAMPLE, on=on)


class Stage:
    """The municipality of one example, being served, with its people by name."""

    def __init__(self, example: Example) -> None:
        self.example, self.on = example, example.steps[0].on
        self.people = self._enter_people()
        self.organisations: dict[str, int] = {}
        self.households: dict[str, int] = {}
        self.points: dict[str, int] = {}
        self.officers = [
            register_officer(code=name.lower(), name=name, actor=EXAMPLE, on=self.on) for name in ("Fatima", "Joris")
        ]
        self._funds = {scheme: self._open_funds(scheme) for scheme in example.schemes}

    def list_funds(self, name: str | None) -> list[FundPosition]:
        """Give how the funds of the example's scheme stand: all of them, or the one of a name."""
        funds = self._funds[self.example.scheme]
        return [get_position(fund) for known, fund in funds if name is None or known.casefold() == name.casefold()]

    def scheme_of(self, step: Step) -> str:
        """Give the scheme that a step is about."""
        return step.scheme or self.example.scheme

    def fund_of(self, step: Step) -> UUID:
        """Give the first fund of the scheme that a step is about."""
        fund_id: UUID = self._funds[self.scheme_of(step)][0][1].id
        return fund_id

    def payee_of(self, step: Step) -> UUID | None:
        """Give the organisation that is paid in the place of people, where the scheme of a step has one."""
        scheme = get_scheme(self.scheme_of(step))
        if scheme.pays_on(self._terms_of(scheme.code), step.on) is not Pays.PAYEE:
            return None
        return self.enter_organisation("payee", OrganisationKind.OTHER, step.on, iban=iban_of(PAYEE))

    def enter_household(self, person: str, household: str | tuple[str, ...], on: date) -> None:
        """Enter who lives together: a household goes by a name of its own, or by those of all its members."""
        members = [person] if isinstance(household, str) else sorted({person, *household})
        known_as = household if isinstance(household, str) else ", ".join(members)
        place = self.households.setdefault(known_as, len(self.households) + 1)
        lines = [
            # From the first day, so that naming it again with another award changes nothing.
            MemberLine(number=number, household=f"{place}", client_number=self._number_of(name), from_on=self.on)
            for number, name in enumerate(members, start=1)
        ]
        register_households(lines=lines, actor=EXAMPLE, on=on)

    def enter_point(self, name: str, on: date) -> str:
        """Enter an issue point when it is first named, and give its code."""
        code = f"point-{self.points.setdefault(name, len(self.points) + 1)}"
        open_issue_point(code=code, name=name, actor=EXAMPLE, on=on)
        return code

    def _number_of(self, name: str) -> str:
        return f"example-{self.example.people.index(name) + 1}"

    def entitlements_of(self, step: Step) -> list[UUID]:
        """Give what a decision is about: all that a person has live under the scheme, else what ended last."""
        person_id, scheme = self.people[step.said["person"]], self.scheme_of(step)
        # An id that nobody has lets the operation itself say that there is no such entitlement.
        return [find_entitlement(person_id, scheme) or uuid4()]

    def _enter_people(self) -> dict[str, UUID]:
        numbers = {name: self._number_of(name) for name in self.example.people}
        lines = [
            PersonLine(
                number=place,
                client_number=numbers[name],
                # Not the name in the file: a bank takes fewer signs than a case worker may write.
                first_name="Bewoner",
                last_name=str(place),
                born_on=ADULT,
                iban=iban_of(place),
            )
            for place, name in enumerate(self.example.people, start=1)
        ]
        register_people(lines=lines, actor=EXAMPLE, on=self.on)
        found = find_people(numbers.values())
        return {name: found[number] for name, number in numbers.items()}

    def enter_organisation(self, name: str, kind: str, on: date, *, iban: str | None = None) -> UUID:
        """Enter an organisation when it is first named; of another kind than before, it is that from now on."""
        place = self.organisations.setdefault(name, len(self.organisations) + 1)
        rsin = rsin_of(place)
        line = OrganisationLine(number=1, rsin=rsin, name=f"Organisatie {place}", kind=kind, iban=iban)
        register_organisations(lines=[line], actor=EXAMPLE, on=on)
        return find_organisations([rsin])[rsin][0]

    def _terms_of(self, scheme: str) -> Terms:
        return get_terms(scheme, FIRST_COHORT)

    def _funds_given(self, scheme: str) -> Sequence[FundGiven]:
        """Give the funds of a scheme: as the file says; where it names none, those that the terms give shares."""
        given = self.example.funds if scheme == self.example.scheme else ()
        shares: Mapping[str, Decimal] | None = self._terms_of(scheme).value("shares", self.on)
        if shares is None or len(given) > 1:
            return given or (FundGiven("fund 1", AMPLE),)
        parts = split(given[0].amount.minor if given else AMPLE.minor, list(shares.values()))
        return [FundGiven(name, Amount(part, Unit.EUR)) for name, part in zip(shares, parts, strict=True)]

    def _open_funds(self, scheme: str) -> list[tuple[str, Any]]:
        adopt_scheme(scheme_code=scheme, terms=self.example.terms[scheme], actor=EXAMPLE, on=self.on)
        opened = []
        for place, each in enumerate(self._funds_given(scheme), start=1):
            fund = open_fund(
                code=f"{scheme}-{place}",
                name=each.name,
                scheme_code=scheme,
                priority=place,
                particulars=Particulars(share=each.share),
                actor=EXAMPLE,
                on=self.on,
            )
            if each.amount.minor:
                deposit(fund_id=fund.id, amount=each.amount, reference="opening", actor=EXAMPLE, on=self.on)
            opened.append((each.name, fund))
        return opened


def iban_of(place: int) -> str:
    """Give the IBAN of a made-up account; its check digits are right (ISO 13616: the whole is 1 modulo 97)."""
    account = f"{place:010d}"
    rest = int("".join(str(int(sign, 36)) for sign in f"INGB{account}NL00")) % 97
    return f"NL{98 - rest:02d}INGB{account}"


def rsin_of(place: int) -> str:
    """Give a made-up RSIN whose last digit is right (the eleven test: 9, 8, … 2 and then minus 1)."""
    for start in range(place * 11, place * 11 + 11):
        digits = f"{start:08d}"
        rest = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if rest < 10:
            return f"{digits}{rest}"
    raise AssertionError("of eleven numbers in a row one passes the eleven test")


def serving(example: Example) -> Any:
    """Give the block in which the municipality of an example is served."""
    return tenant.serving(open_stage(example))
