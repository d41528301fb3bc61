"""Awards, and the decisions of officers about them. What a run does is in `runs`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from budgets.entitlements.booking import accounts_of_fund, carry_out, places_of_entitlement
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement, Move
from budgets.entitlements.queries import Held, hold_entitlements
from budgets.entitlements.refusals import (
    AlreadyAwarded,
    CohortUnknown,
    EntitlementUnknown,
    FundExhausted,
    PersonUnknown,
    SchemeNotAdopted,
)
from budgets.entitlements.rules import commitment_at_award, decide, settle_before
from budgets.entitlements.standing import FUND_EXHAUSTED, Plan
from budgets.funding.models import Fund
from budgets.funding.queries import list_funds
from budgets.operation import Actor, operation
from budgets.parties.lines import RefusedLine, Tally, in_chunks, settle
from budgets.parties.queries import find_known
from budgets.parties.registers import take_turns
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms
from budgets.trail.record import record
from ledger.accounts import lock_accounts, open_accounts
from ledger.amount import Amount
from ledger.journal import Entry, Leg, book_all
from ledger.refusal import Refusal

FIRST_COHORT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One award that is asked for; None for a person stands for a client number that nobody has."""

    number: int
    person_id: UUID | None
    scheme_code: str
    cohort: str = FIRST_COHORT
    starts_on: date
    client_number: str = ""


@operation
def award(*, lines: Sequence[AwardLine], actor: Actor, on: date, partial: bool = False) -> Tally:
    """This will award entitlements: each promises what its scheme asks from the first fund that can carry all of it.

    A line that asks again what was awarded, with the same cohort and start, changes nothing.

    :raises LinesRefused: a line is refused, unless `partial`; its lines say which and why
    """
    take_turns("awards")  # What a person has is read before it is locked: two awards to one person wait for each other.
    tally = Tally()
    for chunk in in_chunks(lines):
        tally += _award_chunk(chunk, actor, on)
    return settle(tally, partial=partial)


def _award_chunk(lines: Sequence[AwardLine], actor: Actor, on: date) -> Tally:
    desk = _AwardDesk(lines, on)
    for line in lines:
        desk.take(line)
    desk.write()
    for made in desk.awarded:
        record(
            actor.name,
            "entitlement.awarded",
            on=on,
            subject=made.row.id,
            scheme=made.row.scheme,
            promised_minor=made.promised,
        )
    return Tally(len(desk.awarded), 0, desk.unchanged, tuple(desk.refused))


@dataclass(frozen=True, slots=True)
class _Award:
    row: Entitlement
    scheme: Scheme
    promised: int


class _AwardDesk:
    """The working table of one batch of awards, with the free room of each fund under its lock."""

    def __init__(self, lines: Sequence[AwardLine], on: date) -> None:
        self._on = on
        self._people = find_known({line.person_id for line in lines if line.person_id})
        self._terms: dict[tuple[str, str], Terms] = {}
        self._funds: dict[str, list[Fund]] = {}
        self._free_accounts: dict[UUID, int] = {}
        self._free: dict[UUID, int] = {}
        self._live: dict[str, dict[UUID, Entitlement]] = {}
        self.awarded: list[_Award] = []
        self.refused: list[RefusedLine] = []
        self.unchanged = 0

    def take(self, line: AwardLine) -> None:
        """Decide one line."""
        try:
            found = self._judge(line)
        except Refusal as refusal:
            self.refused.append(RefusedLine(line.number, refusal))
            return
        if found is None:
            self.unchanged += 1
            return
        self.awarded.append(found)
        self._live[line.scheme_code][found.row.person_id] = found.row

    def _judge(self, line: AwardLine) -> _Award | None:
        scheme = get_scheme(line.scheme_code)
        if line.person_id not in self._people:
            raise PersonUnknown(client_number=line.client_number)
        terms = self._terms_of(line)
        known = self._live_of(scheme.code).get(line.person_id)
        if known is not None:
            if (known.cohort, known.starts_on) == (line.cohort, line.starts_on):
                return None
            raise AlreadyAwarded(scheme=scheme.code, state=known.state)
        promised = commitment_at_award(scheme, terms, starts_on=line.starts_on)
        row = Entitlement(
            id=uuid4(),
            person_id=line.person_id,
            scheme=scheme.code,
            cohort=line.cohort,
            fund_id=self._promise(scheme, promised),
            starts_on=line.starts_on,
            awarded_on=self._on,
            opened=scheme.opens_with is None,
            next_due_on=line.starts_on,
            booked_count=1,
        )
        row.move("award")
        if scheme.opens_with is None and scheme.each_period.due_at_end:
            row.next_due_on = scheme.rhythm.containing(line.starts_on).ends_on
        return _Award(row, scheme, promised)

    def _terms_of(self, line: AwardLine) -> Terms:
        wanted = (line.scheme_code, line.cohort)
        if wanted not in self._terms:
            cohorts = set(Term.objects.filter(scheme=line.scheme_code).values_list("cohort", flat=True).distinct())
            if not cohorts:
                raise SchemeNotAdopted(scheme=line.scheme_code)
            if line.cohort not in {*cohorts, FIRST_COHORT}:
                raise CohortUnknown(scheme=line.scheme_code, cohort=line.cohort)
            self._terms[wanted] = get_terms(*wanted)
        return self._terms[wanted]

    def _live_of(self, scheme_code: str) -> dict[UUID, Entitlement]:
        if scheme_code not in self._live:
            rows = Entitlement.objects.filter(scheme=scheme_code, person__in=self._people)
            rows = rows.exclude(state__in=[State.ENDED, State.REFUSED])
            self._live[scheme_code] = {row.person_id: row for row in rows}
        return self._live[scheme_code]

    def _promise(self, scheme: Scheme, amount: int) -> UUID:
        """Take the amount from the free room of the first fund that can carry all of it."""
        if scheme.code not in self._funds:
            self._funds[scheme.code] = list_funds(scheme.code)
            for fund in self._funds[scheme.code]:
                account = accounts_of_fund(fund.id, scheme.code, scheme.unit).free
                self._free_accounts[fund.id] = account
                self._free[fund.id] = lock_accounts([account])[account]
        for fund in self._funds[scheme.code]:
            if self._free[fund.id] >= amount:
                self._free[fund.id] -= amount
                return fund.id
        most = max((self._free[fund.id] for fund in self._funds[scheme.code]), default=0)
        raise FundExhausted(scheme=scheme.code, needed_minor=amount, free_minor=most)

    def write(self) -> None:
        """Write the rows, open the accounts and book the promises of all awards at once."""
        rows = [made.row for made in self.awarded]
        Entitlement.objects.bulk_create(rows)
        Move.objects.bulk_create(
            Move(entitlement_id=row.id, number=1, name="award", to=State.ACTIVE, on=min(row.starts_on, self._on))
            for row in rows
        )
        places = [
            place
            for made in self.awarded
            for place in places_of_entitlement(made.row.id, made.row.person_id, made.row.carrier, made.scheme)
        ]
        opened = dict(zip(places, open_accounts(places), strict=True))
        committed = {
            place.entitlement: account for place, account in opened.items() if place.account_class == "COMMITTED"
        }
        book_all(
            [
                Entry(
                    f"entitlement:{made.row.id}:1",
                    "commit",
                    self._on,
                    f"award of {made.scheme.code}",
                    [
                        Leg(
                            committed[made.row.id],
                            self._free_accounts[made.row.carrier],
                            Amount(made.promised, made.scheme.unit),
                        )
                    ],
                )
                for made in self.awarded
            ]
        )


@operation
def suspend(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will pause an entitlement from a day on; what was granted stays usable.

    :raises NotAllowedInState: it is not active
    """
    _decide("suspend", entitlement_id, actor, on, reason)


@operation
def resume(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will let a suspended entitlement go on from a day.

    :raises NotAllowedInState: it is not suspended
    :raises FundExhausted: the fund cannot promise what is still to come
    """
    _decide("resume", entitlement_id, actor, on, reason)


@operation
def stop(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will stop an entitlement: no new grants; what was granted stays with the person and is written off where
    unearned.

    :raises NotAllowedInState: it is not active or suspended
    """
    _decide("stop", entitlement_id, actor, on, reason)


@operation
def restart(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will start a stopped entitlement again, without an opening grant; the unused balance comes back.

    :raises NotAllowedInState: it is not stopped
    :raises FundExhausted: the fund cannot promise what is to come
    """
    _decide("restart", entitlement_id, actor, on, reason)


@operation
def end(*, entitlement_id: UUID, actor: Actor, on: date, reason: str = "staff") -> None:
    """This will end an entitlement for good; what was granted is still paid, and nothing is claimed.

    :raises NotAllowedInState: it has ended already
    """
    _decide("end", entitlement_id, actor, on, reason)


@operation
def end_all_of_person(*, person_id: UUID, actor: Actor, on: date, reason: str) -> int:
    """This will end every entitlement of a person who died or moved away; gives how many. What was granted is still
    paid.
    """
    live = Entitlement.objects.filter(person=person_id).exclude(state__in=[State.ENDED, State.REFUSED, State.PROPOSED])
    ids = list(live.values_list("id", flat=True))
    for entitlement_id in ids:
        _decide("end", entitlement_id, actor, on, reason)
    return len(ids)


def _decide(move: str, entitlement_id: UUID, actor: Actor, on: date, reason: str) -> None:
    """What was due before the day comes first, so that a decision never costs a person what they had earned by then."""
    earlier = _hold(entitlement_id, on)
    _apply(earlier, settle_before(earlier.standing, on=on, free=_free_of(earlier)), on)
    held = _hold(entitlement_id, on)
    _refuse_unless_allowed(held.row, move)
    plan = decide(held.standing, move, on=on, free=_free_of(held), reason=reason)
    if plan.moves[-1].reason == FUND_EXHAUSTED:
        raise FundExhausted(scheme=held.row.scheme, needed_minor="what is to come", free_minor=plan.free)
    _apply(held, plan, on)
    record(actor.name, f"entitlement.{plan.moves[-1].name}", on=on, subject=entitlement_id, reason=reason)


def _refuse_unless_allowed(row: Entitlement, move: str) -> None:
    Entitlement(state=row.state).move(move)


def _hold(entitlement_id: UUID, on: date) -> Held:
    found = hold_entitlements([entitlement_id], on=on)
    if not found:
        raise EntitlementUnknown
    lock_accounts(list(found[0].accounts.values()))
    return hold_entitlements([entitlement_id], on=on)[0]


def _free_of(held: Held) -> int:
    accounts = accounts_of_fund(held.row.carrier, held.row.scheme, held.standing.scheme.unit)
    return lock_accounts([accounts.free])[accounts.free]


def _apply(held: Held, plan: Plan, on: date) -> None:
    fund = accounts_of_fund(held.row.carrier, held.row.scheme, held.standing.scheme.unit)
    carry_out([(held, plan)], {held.row.carrier: fund}, on=on, run_id=held.row.id)
