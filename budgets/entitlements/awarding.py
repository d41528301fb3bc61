"""The award desk: lines that are asked for are judged one by one, and what is awarded is written and booked at once.

It opens no transaction, so that operations of other contexts can award within their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from budgets.entitlements.booking import places_of_entitlement
from budgets.entitlements.lifecycle import State
from budgets.entitlements.models import Entitlement, Move
from budgets.entitlements.promising import Room
from budgets.entitlements.refusals import AlreadyAwarded, CohortUnknown, PersonUnknown, SchemeNotAdopted
from budgets.entitlements.rules import commitment_at_award
from budgets.operation import Actor
from budgets.parties.lines import RefusedLine, Tally
from budgets.parties.queries import find_known
from budgets.schemes.catalogue import get_scheme
from budgets.schemes.models import Term
from budgets.schemes.queries import get_terms
from budgets.schemes.rules import Scheme
from budgets.schemes.terms import Terms
from budgets.trail.record import record
from ledger.accounts import open_accounts
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


@dataclass(frozen=True, slots=True)
class Award:
    """An entitlement that was awarded, and what was promised for it in minor units."""

    row: Entitlement
    scheme: Scheme
    promised: int


def award_lines(lines: Sequence[AwardLine], actor: Actor, on: date) -> "AwardDesk":
    """This will award what can be awarded of at most 1,000 lines, within the operation that asks; the desk tells what
    became of each.
    """
    desk = AwardDesk(lines, on)
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
    return desk


class AwardDesk:
    """The working table of one batch of awards, with the free room of each fund under its lock."""

    def __init__(self, lines: Sequence[AwardLine], on: date) -> None:
        self._on = on
        self._people = find_known({line.person_id for line in lines if line.person_id})
        self._terms: dict[tuple[str, str], Terms] = {}
        self._room = Room()
        self._live: dict[str, dict[UUID, Entitlement]] = {}
        self.awarded: list[Award] = []
        self.refused: list[RefusedLine] = []
        self.unchanged = 0

    @property
    def tally(self) -> Tally:
        """What became of the lines, in numbers."""
        return Tally(len(self.awarded), 0, self.unchanged, tuple(self.refused))

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

    def _judge(self, line: AwardLine) -> Award | None:
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
            fund_id=self._room.promise(scheme, promised),
            starts_on=line.starts_on,
            awarded_on=self._on,
            opened=scheme.opens_with is None,
            next_due_on=line.starts_on,
            booked_count=1,
        )
        row.move("award")
        if scheme.opens_with is None and scheme.each_period.due_at_end:
            row.next_due_on = scheme.rhythm.containing(line.starts_on).ends_on
        return Award(row, scheme, promised)

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
                            self._room.account_of(made.row.carrier),
                            Amount(made.promised, made.scheme.unit),
                        )
                    ],
                )
                for made in self.awarded
            ]
        )
