"""Entering who lives together, and since when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from budgets.operation import Actor, operation
from budgets.parties.lines import Progress, RefusedLine, Tally, ignore_progress, in_chunks, settle
from budgets.parties.models import Household, HouseholdMember
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_households, find_people
from budgets.parties.registers import split_repeated, take_turns
from budgets.trail.record import record
from ledger.refusal import Refusal


class LeavesBeforeJoining(Refusal):
    code, says = "leaves-before-joining", _("The last day of a household lies before the first.")


class InTwoHouseholds(Refusal):
    code, says = "in-two-households", _("On {on} this person is in another household; end that first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """What a line says about someone of a household: from a day on, up to and not including another if there is one."""

    number: int
    household: str
    client_number: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Stay:
    """A membership as it will be, with the line that says so; None for one that is there already."""

    household: str
    from_on: date
    until_on: date | None
    line: MemberLine | None = None


@operation
def register_households(
    *, lines: Sequence[MemberLine], actor: Actor, on: date, partial: bool = False, progress: Progress = ignore_progress
) -> Tally:
    """This will enter who is in which household; a line about a known membership says anew until when it lasts.

    The lines of one person are judged together, so that a file may end one household and begin another in any order.

    :raises LinesRefused: a client number is unknown, a person would be in two households at a time or leave before
        joining, or a line repeats another, unless `partial`
    """
    take_turns("households")
    fresh, refused = split_repeated(lines, lambda line: (line.client_number, line.household, line.from_on))
    # What ends comes before what begins, also where the lines of one person are in two pieces.
    fresh.sort(key=lambda line: (line.client_number, line.from_on))
    tally = Tally(refused=tuple(refused))
    for chunk in in_chunks(fresh):
        tally += _register(chunk)
        progress(tally.accepted)
    record(actor.name, "households.registered", on=on, lines=tally.counts())
    return settle(tally, partial=partial)


def _register(lines: Sequence[MemberLine]) -> Tally:
    people = find_people(line.client_number for line in lines)
    known = {
        (row.person_id, row.household.code, row.from_on): row
        for row in HouseholdMember.objects.filter(person__in=people.values()).select_related("household")
    }
    good, refused = _judge(lines, people, known.values())
    households = _open({line.household for line in good})
    added, changed = [], []
    for line in good:
        person = people[line.client_number]
        row = known.get((person, line.household, line.from_on))
        if row is None:
            row = HouseholdMember(household_id=households[line.household], person_id=person, from_on=line.from_on)
            row.until_on = line.until_on
            added.append(row)
        elif row.until_on != line.until_on:
            row.until_on = line.until_on
            changed.append(row)
    # What ends makes room for what begins.
    HouseholdMember.objects.bulk_update(changed, ["until_on"])
    HouseholdMember.objects.bulk_create(added)
    return Tally(len(added), len(changed), len(good) - len(added) - len(changed), tuple(refused))


def _judge(
    lines: Sequence[MemberLine], people: dict[str, UUID], known: Iterable[HouseholdMember]
) -> tuple[list[MemberLine], list[RefusedLine]]:
    stays: dict[UUID, dict[tuple[str, date], _Stay]] = defaultdict(dict)
    for row in known:
        stays[row.person_id][row.household.code, row.from_on] = _Stay(row.household.code, row.from_on, row.until_on)
    refused: dict[int, Refusal] = {}
    for line in lines:
        if line.client_number not in people:
            refused[line.number] = PersonUnknown(client_number=line.client_number)
        elif line.until_on is not None and line.until_on < line.from_on:
            refused[line.number] = LeavesBeforeJoining()
        else:
            stay = _Stay(line.household, line.from_on, line.until_on, line)
            stays[people[line.client_number]][line.household, line.from_on] = stay
    for each in stays.values():
        refused |= _overlapping(each.values())
    good = [line for line in lines if line.number not in refused]
    return good, [RefusedLine(number, refusal) for number, refusal in refused.items()]


def _overlapping(stays: Iterable[_Stay]) -> dict[int, Refusal]:
    """Give the lines by which one person would be in two households; of two lines the later one is at fault."""
    found: dict[int, Refusal] = {}
    last: _Stay | None = None
    for stay in sorted(stays, key=lambda stay: stay.from_on):
        if stay.until_on == stay.from_on:
            continue
        if last is None or (last.until_on is not None and last.until_on <= stay.from_on):
            last = stay
        elif stay.line is not None:
            found[stay.line.number] = InTwoHouseholds(on=stay.from_on)
        elif last.line is not None:  # What is there already does not overlap, so one of the two is a line.
            found[last.line.number] = InTwoHouseholds(on=stay.from_on)
            last = stay
    return found


def _open(codes: set[str]) -> dict[str, UUID]:
    known = find_households(codes)
    opened = Household.objects.bulk_create(Household(code=code) for code in sorted(codes.difference(known)))
    return known | {row.code: row.id for row in opened}
