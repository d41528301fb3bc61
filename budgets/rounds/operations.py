"""Rounds: opened with the terms of the day, claims taken in, corrected, and closed. The factor is in `deciding`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from budgets.operation import Actor, operation
from budgets.parties.lines import RefusedLine, Tally, in_chunks, settle
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_known, households_of
from budgets.parties.registers import take_turns
from budgets.rounds.claims import Judged, judge
from budgets.rounds.eligibility import Frame
from budgets.rounds.lifecycle import RoundState
from budgets.rounds.models import AllocationRound, Claim
from budgets.rounds.parameters import limits_of
from budgets.rounds.queries import find_round, frame_of
from budgets.rounds.refusals import (
    AlreadyClaimed,
    DecisionNeeded,
    NoRounds,
    RoundExists,
    RoundUnknown,
)
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.eligibility import OutsideWindow
from budgets.schemes.facts import Facts, FactsRefused
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import SharedOut
from budgets.schemes.terms import Terms
from budgets.trail.record import record
from ledger.refusal import Refusal

FIRST_COHORT = "1"
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """One claim as it came in, on a day; None for a person stands for a client number that nobody has, and a refusal
    for facts that cannot be.
    """

    number: int
    person_id: UUID | None
    facts: Facts | FactsRefused
    received_on: date
    client_number: str = ""


@operation
def open_round(
    *, scheme_code: str, actor: Actor, on: date, year: int | None = None, cohort: str = FIRST_COHORT, seed: str = ""
) -> UUID:
    """This will open the round of a year with the terms of a day, and give it; the same again gives the same round.

    The year is that in which the window begins, else that of the day, unless it is given.
    `seed` is published: it draws who gets a cent when remainders are equal. Left out, the terms say it, else it is the
    scheme and the year.

    :raises NoRounds: the scheme has no budget to divide
    :raises TermMissing: the terms say nothing about the budget
    :raises ParameterMissing: the limits of the reference year are not known
    :raises RoundExists: there is one of that year, with other terms
    """
    take_turns("rounds")
    named = get_scheme(scheme_code).shared_out
    if named is None:
        raise NoRounds(scheme=scheme_code)
    terms = get_terms(scheme_code, cohort)
    window = terms.value("window", on)
    year = year or (window[0] if window else on).year
    said = _said(named, terms, year, on) | {"cohort": cohort}
    if seed:
        said["seed"] = seed
    limits_of(said["reference_year"])
    known = find_round(scheme_code, year)
    if known is not None:
        differs = [name for name, value in said.items() if getattr(known, name) != value]
        if differs:
            raise RoundExists(scheme=scheme_code, year=year, differs=", ".join(differs))
        return known.id
    row = AllocationRound.objects.create(scheme=scheme_code, year=year, opened_on=on, **said)
    record(
        actor.name,
        "round.opened",
        on=on,
        subject=row.id,
        scheme=scheme_code,
        year=year,
        budget_minor=row.budget_minor,
        seed=row.seed,
    )
    return row.id


def _said(named: SharedOut, terms: Terms, year: int, on: date) -> dict[str, Any]:
    first, last = terms.value("window", on) or (date(year, 1, 1), date(year, 12, 31))
    most = terms.value(named.cap_amount, on)
    if most is not None and terms.value(named.cap_period, on) == "month":
        most *= MONTHS
    return {
        "reference_year": terms.value(named.reference_year, on) or year - 1,
        "months": MONTHS,
        "window_from": first,
        "window_until": last,
        "checks": list(terms.value(named.checks, on)),
        "seed": terms.value("seed", on) or f"{terms.scheme}-{year}",
        "budget_minor": terms.value(named.budget, on),
        "cap_minor": most,
        "least_minor": terms.value(named.minimum_payout, on) or 0,
    }


@operation
def enter_claims(*, round_id: UUID, lines: Sequence[ClaimLine], actor: Actor, on: date, partial: bool = False) -> Tally:
    """This will take in claims; a factor that was proposed or approved is void then. The same claim again changes
    nothing.

    :raises RoundUnknown: that round is not there
    :raises NotAllowedInState: it is closed
    :raises LinesRefused: a claim is outside the window, does not meet the terms, misses a fact, is a second one of its
        household, or the round is locked (`decide_late_claim`), unless `partial`
    """
    row = hold_round(round_id)
    if row.state in (RoundState.LOCKED, RoundState.CLOSED):
        refused = [RefusedLine(line.number, DecisionNeeded()) for line in lines]
        return settle(Tally(refused=tuple(refused)), partial=partial)
    revise(row)
    frame = frame_of(row, get_terms(row.scheme, row.cohort))
    tally = Tally()
    for chunk in in_chunks(lines):
        counter = ClaimCounter(row, frame, chunk)
        for line in chunk:
            counter.take(line)
        Claim.objects.bulk_create(counter.fresh)
        tally += counter.tally
    record(actor.name, "claims.entered", on=on, subject=row.id, lines=tally.counts())
    return settle(tally, partial=partial)


class ClaimCounter:
    """The desk where claims of one batch are handed in, with what the round holds of these people and households."""

    def __init__(self, row: AllocationRound, frame: Frame, lines: Sequence[ClaimLine]) -> None:
        self._row, self._frame = row, frame
        self._people = find_known({line.person_id for line in lines if line.person_id})
        self._households = {
            day: households_of({line.person_id for line in lines if line.person_id and line.received_on == day}, day)
            for day in {line.received_on for line in lines}
        }
        claims = Claim.objects.filter(round=row.id)
        self._number = claims.aggregate(last=Max("number"))["last"] or 0
        self._of_people = {each.person_id: each for each in claims.filter(person__in=self._people)}
        homes = {home for found in self._households.values() for home in found.values()}
        self._of_homes = {each.household_id: each for each in claims.filter(household__in=homes)}
        self.fresh: list[Claim] = []
        self._refused: list[RefusedLine] = []
        self._unchanged = 0

    @property
    def tally(self) -> Tally:
        """What became of the lines, in numbers."""
        return Tally(len(self.fresh), 0, self._unchanged, tuple(self._refused))

    def take(self, line: ClaimLine) -> None:
        """Take in one claim, or note why not."""
        try:
            found = self.judge(line)
        except Refusal as refusal:
            self._refused.append(RefusedLine(line.number, refusal))
            return
        if found is None:
            self._unchanged += 1
            return
        self.fresh.append(found)

    def judge(self, line: ClaimLine) -> Claim | None:
        """Give the claim that follows from a line; None when it is there already.

        :raises Refusal: it is not taken
        """
        if line.person_id is None or line.person_id not in self._people:
            raise PersonUnknown(client_number=line.client_number)
        if isinstance(line.facts, FactsRefused):
            raise line.facts
        home = self._households[line.received_on].get(line.person_id)
        known = self._of_people.get(line.person_id) or (self._of_homes.get(home) if home else None)
        if known is not None:
            if (known.person_id, known.facts) == (line.person_id, line.facts.as_data()):
                return None
            raise AlreadyClaimed(claim=known.number)
        if not self._row.window_from <= line.received_on <= self._row.window_until:
            first, last = self._row.window_from.isoformat(), self._row.window_until.isoformat()
            raise OutsideWindow(scheme=self._row.scheme, from_on=first, until_on=last)
        return self._add(line, line.facts, home, judge(line.facts, self._frame))

    def _add(self, line: ClaimLine, facts: Facts, home: UUID | None, judged: Judged) -> Claim:
        self._number += 1
        claim = Claim(
            round_id=self._row.id,
            number=self._number,
            person_id=line.person_id,  # type: ignore[misc]
            household_id=home,
            claimed_on=line.received_on,
            facts=facts.as_data(),
            full_minor=judged.full,
            explanation=judged.explanation.as_data(),
        )
        self._of_people[claim.person_id] = claim
        if home is not None:
            self._of_homes[home] = claim
        return claim


def hold_round(round_id: UUID) -> AllocationRound:
    """This will lock a round and give it.

    :raises RoundUnknown: it is not there
    """
    row = AllocationRound.objects.select_for_update().filter(id=round_id).first()
    if row is None:
        raise RoundUnknown(scheme="that scheme", year="that year")
    return row


def revise(row: AllocationRound) -> None:
    """This will take a round back to a draft: whatever changes makes the factor and the word about it void."""
    if row.state == RoundState.DRAFT:
        return
    row.move("revise")
    row.factor_millionths = row.forced_millionths = row.full_minor = row.total_minor = None
    row.proposed_by_id = row.proposed_on = row.approved_by_id = row.approved_on = None
    row.save(update_fields=DECIDED)


DECIDED = (
    *("state", "factor_millionths", "forced_millionths", "full_minor", "total_minor"),
    *("proposed_by", "proposed_on", "approved_by", "approved_on", "locked_on", "closed_on"),
)
"""The columns of a round that change after it is opened."""
