"""The stage of a worked example: a municipality of its own, and each step done by the operation that really does it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from budgets.entitlements import operations as entitlements
from budgets.entitlements.awarding import FIRST_COHORT, AwardLine
from budgets.entitlements.queries import find_entitlement
from budgets.evidence.attesting import HoursLine
from budgets.evidence.operations import attest
from budgets.funding.operations import deposit, open_fund
from budgets.funding.queries import FundPosition, get_position
from budgets.jobs.examples.loader import AMPLE, Example, FundGiven, Step
from budgets.jobs.period_run import run_period
from budgets.operation import Actor
from budgets.parties.operations import (
    OrganisationLine,
    PersonLine,
    open_municipality,
    register_officer,
    register_organisations,
    register_people,
)
from budgets.parties.queries import find_organisations, find_people
from budgets.payouts.operations import hand_over_all
from budgets.schemes.operations import adopt_scheme
from budgets.schemes.periods import Period
from budgets.schemes.rules import OrganisationKind
from ledger import tenant

EXAMPLE = Actor("example")
ADULT = date(1990, 5, 17)
REASONS = {"die": "died", "move_away": "moved-away"}


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
        self.officers = [
            register_officer(code=name.lower(), name=name, actor=EXAMPLE, on=self.on) for name in ("Fatima", "Joris")
        ]
        self._funds = {scheme: self._open_funds(scheme) for scheme in example.schemes}

    def do(self, step: Step) -> None:
        """This will do a step.

        :raises Refusal: the operation refuses it
        """
        frame: dict[str, Any] = {"actor": EXAMPLE, "on": step.on}
        match step.verb:
            case "award":
                entitlements.award(lines=[self._award_line(step)], **frame)
            case "attest":
                attest(lines=self._hours_lines(step), **frame)
            case "run":
                self._run(step, frame)
            case "donate":
                reference = f"donation-{step.number}"
                deposit(
                    fund_id=self._funds[self._scheme_of(step)][0][1].id,
                    amount=step.said["amount"],
                    reference=reference,
                    **frame,
                )
            case "die" | "move_away":
                person_id = self.people[step.said["person"]]
                entitlements.end_all_of_person(person_id=person_id, reason=REASONS[step.verb], **frame)
            case decision:
                getattr(entitlements, decision)(entitlement_id=self._entitlement_of(step), **frame)

    def list_funds(self, name: str | None) -> list[FundPosition]:
        """Give how the funds of the example's scheme stand: all of them, or the one of a name."""
        funds = self._funds[self.example.scheme]
        return [get_position(fund) for known, fund in funds if name is None or known.casefold() == name.casefold()]

    def _run(self, step: Step, frame: dict[str, Any]) -> None:
        for scheme in [step.scheme] if step.scheme else self.example.schemes:
            run_period(scheme_code=scheme, **frame)
        hand_over_all(officer_ids=self.officers, **frame)

    def _award_line(self, step: Step) -> AwardLine:
        return AwardLine(
            number=1,
            person_id=self.people[step.said["person"]],
            scheme_code=self._scheme_of(step),
            cohort=step.said.get("cohort", FIRST_COHORT),
            starts_on=step.said.get("starts_on", step.on),
        )

    def _hours_lines(self, step: Step) -> list[HoursLine]:
        said, kind = step.said, step.said.get("kind", OrganisationKind.ANBI)
        organisation_id = self._enter_organisation(said["organisation"], kind, step.on)
        if "hours" in said:
            spans = [(said["period"], said["hours"])]
        else:
            spans = [(Period(day, day + timedelta(days=1)), hours) for day, hours in said["dated_hours"]]
        return [
            HoursLine(
                number=number,
                organisation_id=organisation_id,
                kind=kind,
                person_id=self.people[said["person"]],
                covers=covers,
                hours=hours,
                replaces=said.get("replaces", False),
                statement=said.get("period"),
            )
            for number, (covers, hours) in enumerate(spans, start=1)
        ]

    def _scheme_of(self, step: Step) -> str:
        return step.scheme or self.example.scheme

    def _entitlement_of(self, step: Step) -> UUID:
        # An id that nobody has lets the operation itself say that there is no such entitlement.
        return find_entitlement(self.people[step.said["person"]], self._scheme_of(step)) or uuid4()

    def _enter_people(self) -> dict[str, UUID]:
        numbers = {name: f"example-{place}" for place, name in enumerate(self.example.people, start=1)}
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

    def _enter_organisation(self, name: str, kind: str, on: date) -> UUID:
        """Enter an organisation when it is first named; of another kind than before, it is that from now on."""
        place = self.organisations.setdefault(name, len(self.organisations) + 1)
        rsin = rsin_of(place)
        line = OrganisationLine(number=1, rsin=rsin, name=f"Organisatie {place}", kind=kind)
        register_organisations(lines=[line], actor=EXAMPLE, on=on)
        return find_organisations([rsin])[rsin][0]

    def _open_funds(self, scheme: str) -> list[tuple[str, Any]]:
        adopt_scheme(scheme_code=scheme, terms=self.example.terms[scheme], actor=EXAMPLE, on=self.on)
        given = self.example.funds if scheme == self.example.scheme else ()
        opened = []
        for place, each in enumerate(given or (FundGiven("fund 1", AMPLE),), start=1):
            fund = open_fund(
                code=f"{scheme}-{place}",
                name=each.name,
                scheme_code=scheme,
                priority=place,
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
