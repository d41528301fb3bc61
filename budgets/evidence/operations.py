"""Taking in the hours that organisations vouch for."""

from collections.abc import Iterator, Sequence
from datetime import date

from budgets.evidence.attesting import HoursLine, judge, refuse_at_sight, same_hours
from budgets.evidence.writing import current_rows, write
from budgets.operation import Actor, operation
from budgets.parties.lines import LINES_AT_A_TIME, Progress, Tally, ignore_progress, settle
from budgets.parties.registers import split_repeated, take_turns
from budgets.trail.record import record


@operation
def attest(
    *, lines: Sequence[HoursLine], actor: Actor, on: date, partial: bool = False, progress: Progress = ignore_progress
) -> Tally:
    """This will take in attested hours; a line that replaces what its organisation said before corrects it.

    A line that says again what is known changes nothing. `on` is the day of today for these lines.

    :raises LinesRefused: a line is refused, unless `partial`; its lines say which and why
    """
    take_turns("hours")
    fresh, repeated = split_repeated(lines, same_hours)
    sound, refused = refuse_at_sight(fresh, on=on)
    tally = Tally(refused=(*repeated, *refused))
    for chunk in _by_person(sound):
        judged = judge(chunk, current_rows(chunk))
        write(judged)
        tally += judged.tally()
        progress(tally.accepted)
    record(actor.name, "hours.attested", on=on, lines=tally.counts())
    return settle(tally, partial=partial)


def _by_person(lines: Sequence[HoursLine]) -> Iterator[list[HoursLine]]:
    """Cut the lines into pieces without cutting a person's lines, whose hours on one day are judged together."""
    piece: list[HoursLine] = []
    for line in sorted(lines, key=lambda line: (str(line.person_id), line.number)):
        if len(piece) >= LINES_AT_A_TIME and piece[-1].person_id != line.person_id:
            yield piece
            piece = []
        piece.append(line)
    if piece:
        yield piece
