"""Writing what the award desk decided: rows, moves and decisions, the trail, and the promises in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Decision, Entitlement, FundShare, Move, Outcome
from budgets.entitlements.places import places_of_entitlement
from budgets.entitlements.promising import Promise, Room
from budgets.operation import Actor
from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import Facts
from budgets.schemes.rules import Scheme
from budgets.trail.record import record_all
from ledger.accounts import open_accounts
from ledger.amount import Amount, Unit
from ledger.journal import Entry, Leg, book_all
from ledger.refusal import Refusal
from ledger.rows import rewrite_rows, write_rows


@dataclass(frozen=True, slots=True)
class Award:
    """An entitlement that was awarded, what its funds promised for it, why, and the refusal that hardship passed."""

    line: AwardLine
    row: Entitlement
    scheme: Scheme
    promises: tuple[Promise, ...]
    told: Explanation
    facts: Facts
    passed: Refusal | None = None

    @property
    def promised(self) -> int:
        """What its funds promised together, in cents."""
        return sum(each.amount for each in self.promises)


@dataclass(frozen=True, slots=True)
class SaidNo:
    """A no to a person, which is a decision as well."""

    person_id: UUID
    scheme_code: str
    facts: Facts
    code: str
    told: Explanation


FILLED_IN = (
    "state", "fund", "cohort", "budget", "category", "unit", "facts", "decided_minor", "payee", "household",
    "covers_from", "starts_on", "awarded_on", "decided_on", "opened", "next_due_on", "booked_count", "waits_for",
)  # fmt: skip
"""What an award says of an entitlement that was proposed."""


def write_awards(awards: Sequence[Award], room: Room, actor: Actor, on: date) -> None:
    """This will write awards with their decisions and the trail, and book what they promise: as many statements for
    one as for a thousand.
    """
    rows = [made.row for made in awards]
    proposed = [row for row in rows if not row._state.adding]
    Entitlement.objects.bulk_create(row for row in rows if row._state.adding)
    rewrite_rows(Entitlement, proposed, FILLED_IN)
    write_rows(Move, [_as_move(row, on) for row in rows])
    _book(awards, room, on)
    # One decision for each line, also where it made one entitlement for each of several budgets.
    first = {id(made.line): made for made in reversed(awards)}
    write_rows(Decision, [_as_decision(made, actor, on) for made in first.values()])
    facts_of = {made.row.id: {"scheme": made.row.scheme, "promised_minor": made.promised} for made in awards}
    record_all(actor.name, "entitlement.awarded", facts_of, on=on)


def write_refusals(refusals: Sequence[SaidNo], actor: Actor, on: date) -> None:
    """This will write the decisions that say no; the same no to the same person on the same day is one."""
    people = {no.person_id for no in refusals}
    said = Decision.objects.filter(outcome=Outcome.REFUSED, decided_on=on, person__in=people)
    known = set(said.values_list("person_id", "scheme", "code")) if people else set()
    fresh = {(no.person_id, no.scheme_code, no.code): no for no in refusals}
    rows = [
        {
            "person_id": no.person_id,
            "scheme": no.scheme_code,
            "entitlement_id": None,
            "outcome": Outcome.REFUSED.value,
            "code": no.code,
            "ground": no.code,
            "reason": "",
            "against_rule": False,
            "officer_id": actor.officer_id,
            "explanation": _kept(no.told, no.facts),
            "decided_on": on,
        }
        for key, no in fresh.items()
        if key not in known
    ]
    write_rows(Decision, rows)


def _as_move(row: Entitlement, on: date) -> dict[str, Any]:
    return {
        "entitlement_id": row.id,
        "number": 1,
        "name": "award",
        "to": State.ACTIVE.value,
        "on": min(row.starts_on, on),
        "reason": "",
        "explanation": None,
    }


def _as_decision(made: Award, actor: Actor, on: date) -> dict[str, Any]:
    # Only where a rule said no is an award against it, whatever was asked.
    hardship = made.line.against_rule if made.passed else None
    return {
        "person_id": made.row.person_id,
        "scheme": made.row.scheme,
        "entitlement_id": made.row.id,
        "outcome": Outcome.AWARDED.value,
        "code": made.passed.code if made.passed else "",
        "ground": hardship.ground if hardship else "",
        "reason": hardship.reason if hardship else "",
        "against_rule": hardship is not None,
        "officer_id": hardship.officer_id if hardship else actor.officer_id,
        "explanation": _kept(made.told, made.facts, made.line.assessment_id),
        "decided_on": on,
    }


def _kept(told: Explanation, facts: Facts, assessment_id: UUID | None = None) -> dict[str, Any]:
    kept = {**told.as_data(), "facts": facts.as_data()}
    return kept | ({"assessment": str(assessment_id)} if assessment_id else {})


def _book(awards: Sequence[Award], room: Room, on: date) -> None:
    shared = [made for made in awards if len(made.promises) > 1]
    FundShare.objects.bulk_create(
        FundShare(entitlement_id=made.row.id, fund_id=each.fund_id, weight=each.weight)
        for made in shared
        for each in made.promises
    )
    places = [
        place
        for made in awards
        for place in places_of_entitlement(made.row, made.scheme, [each.fund_id for each in made.promises])
    ]
    opened = dict(zip(places, open_accounts(places), strict=True))
    committed = {
        (place.entitlement, place.fund): account
        for place, account in opened.items()
        if place.account_class == "COMMITTED"
    }
    book_all(
        [
            Entry(
                f"entitlement:{made.row.id}:1",
                "commit",
                on,
                f"award of {made.scheme.code}",
                [
                    Leg(
                        committed[made.row.id, each.fund_id],
                        room.account_of(each.fund_id),
                        Amount(each.amount, Unit.EUR),
                    )
                    for each in made.promises
                    if each.amount
                ],
            )
            for made in awards
            if made.promised
        ]
    )
