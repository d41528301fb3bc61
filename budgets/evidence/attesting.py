"""Which attested hours are taken: judged beside what is known, without touching the database."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.evidence.models import Attestation
from budgets.parties.lines import RefusedLine, Tally
from budgets.parties.models import Kind
from budgets.parties.people import PersonUnknown
from budgets.schemes.periods import Period
from ledger.refusal import Refusal

RECOGNISED = frozenset({Kind.ANBI, Kind.SBBI})
HOURS_PER_DAY = 24


class OrganisationUnknown(Refusal):
    code, says = "organisation-unknown", _("The organisation is not known here.")


class OrganisationNotRecognised(Refusal):
    code, says = "organisation-not-recognised", _("Only an ANBI or SBBI can vouch for hours.")


class PersonNotHere(PersonUnknown):
    says = _("The person is not known here.")


class HoursNegative(Refusal):
    code, says = "hours-negative", _("{hours} hours is less than none.")


class InTheFuture(Refusal):
    code, says = "in-the-future", _("{day} is after {on}.")


class AlreadyAttested(Refusal):
    code, says = "already-attested", _("The organisation vouched for hours on these days before.")


class TooManyHours(Refusal):
    code, says = "too-many-hours", _("That makes {hours} hours in {days} days, over all organisations.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """Hours of a person that an organisation of a `kind` vouches for; None stands for who is not known here.

    With `replaces` it takes the place of what the organisation said before about these days. `statement` is for a line
    that is part of a larger statement: the days that all lines of the statement are about.
    """

    number: int
    organisation_id: UUID | None
    kind: str
    person_id: UUID | None
    covers: Period
    hours: Decimal
    description: str = ""
    replaces: bool = False
    statement: Period | None = None

    @property
    def about(self) -> Period:
        """The days on which the line settles what its organisation says."""
        return self.statement or self.covers


@dataclass
class Judged:
    """The lines that are taken, each with the rows it replaces, and what became of the others."""

    taken: list[tuple[HoursLine, list[Attestation]]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)

    def tally(self) -> Tally:
        changed = sum(1 for _line, replaced in self.taken if replaced)
        return Tally(len(self.taken) - changed, changed, self.unchanged, tuple(self.refused))


def same_hours(line: HoursLine) -> Hashable:
    """Give what a file may say once: hours for one organisation, person and stretch of days."""
    known = line.organisation_id is not None and line.person_id is not None
    # What is not known here cannot be told apart either: each such line is refused for its own reason.
    return (line.organisation_id, line.person_id, line.covers) if known else line.number


def refuse_at_sight(lines: Sequence[HoursLine], *, on: date) -> tuple[list[HoursLine], list[RefusedLine]]:
    """Split the lines into those to judge further and those that are wrong whatever is known."""
    sound: list[HoursLine] = []
    refused: list[RefusedLine] = []
    for line in lines:
        refusal = _at_sight(line, on=on)
        if refusal is None:
            sound.append(line)
        else:
            refused.append(RefusedLine(line.number, refusal))
    return sound, refused


def judge(lines: Sequence[HoursLine], current: Iterable[Attestation]) -> Judged:
    """Decide on all lines of some people, beside their current attestations over the days of the lines."""
    known = _Known(current)
    judged = Judged()
    cases = [(line, known.overlapping(line)) for line in lines]
    # Hours that become fewer go first: the order of the lines in a file must not matter.
    for line, found in sorted(cases, key=lambda case: (case[0].hours > _sum(case[1]), case[0].number)):
        earlier = known.still_current(found)
        if _says_the_same(line, earlier):
            judged.unchanged += 1
        elif refusal := _clash(line, earlier) or known.too_many(line, earlier):
            judged.refused.append(RefusedLine(line.number, refusal))
        else:
            known.take(line, earlier)
            judged.taken.append((line, earlier))
    return judged


class _Known:
    """What is attested for some people: rows by organisation, and the hours of each day over all organisations."""

    def __init__(self, current: Iterable[Attestation]) -> None:
        self._rows: dict[tuple[UUID | None, UUID | None], list[Attestation]] = defaultdict(list)
        self._hours: dict[tuple[UUID | None, Period], Decimal] = defaultdict(Decimal)
        self._replaced: set[UUID] = set()
        for row in current:
            self._rows[row.organisation_id, row.person_id].append(row)
            self._hours[row.person_id, _covers(row)] += row.hours

    def overlapping(self, line: HoursLine) -> list[Attestation]:
        rows = self._rows[line.organisation_id, line.person_id]
        return [row for row in rows if row.covers_from < line.about.ends_on and line.about.starts_on < row.covers_until]

    def still_current(self, rows: Sequence[Attestation]) -> list[Attestation]:
        # The first line of a statement takes the place of all that was said before.
        return [row for row in rows if row.id not in self._replaced]

    def too_many(self, line: HoursLine, earlier: Sequence[Attestation]) -> TooManyHours | None:
        # Hours over a longer stretch say nothing about one of its days: only equal stretches are added up.
        same = sum((row.hours for row in earlier if _covers(row) == line.covers), Decimal(0))
        total = self._hours[line.person_id, line.covers] - same + line.hours
        days = (line.covers.ends_on - line.covers.starts_on).days
        if total > HOURS_PER_DAY * days and line.hours > same:
            return TooManyHours(hours=total, days=days)
        return None

    def take(self, line: HoursLine, earlier: Sequence[Attestation]) -> None:
        for row in earlier:
            self._hours[row.person_id, _covers(row)] -= row.hours
            self._replaced.add(row.id)
        self._hours[line.person_id, line.covers] += line.hours


def _at_sight(line: HoursLine, *, on: date) -> Refusal | None:
    checks: tuple[tuple[bool, Refusal], ...] = (
        (line.organisation_id is None, OrganisationUnknown()),
        (line.kind not in RECOGNISED, OrganisationNotRecognised()),
        (line.person_id is None, PersonNotHere()),
        (line.hours < 0, HoursNegative(hours=line.hours)),
        (line.covers.starts_on > on, InTheFuture(day=line.covers.starts_on, on=on)),
    )
    return next((refusal for wrong, refusal in checks if wrong), None)


def _clash(line: HoursLine, earlier: Sequence[Attestation]) -> AlreadyAttested | None:
    # A line can take the place of what lies within its days; of a longer stretch nobody knows what would be left.
    within = all(line.about.starts_on <= row.covers_from and row.covers_until <= line.about.ends_on for row in earlier)
    return None if not earlier or (line.replaces and within) else AlreadyAttested()


def _says_the_same(line: HoursLine, earlier: Sequence[Attestation]) -> bool:
    return line.replaces and [(_covers(row), row.hours, row.description) for row in earlier] == [
        (line.covers, line.hours, line.description)
    ]


def _covers(row: Attestation) -> Period:
    return Period(row.covers_from, row.covers_until)


def _sum(rows: Iterable[Attestation]) -> Decimal:
    return sum((row.hours for row in rows), Decimal(0))
