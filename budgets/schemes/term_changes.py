"""A file of terms laid over those that hold: what is new, what ends, and what is wrong with it by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from budgets.schemes.rules import Budget, Scheme
from budgets.schemes.term_files import GivenTerm, LineProblem, TermFile, TermFileRefused
from budgets.schemes.terms import EVERY_COHORT, TermKey, TermMissing, TermRow, Terms, TermUnreadable, default_rows
from ledger.amount import Unit


@dataclass(frozen=True, slots=True)
class Change:
    """What loading a file does: rows that are new, rows that get an end, and how many it repeats."""

    added: tuple[TermRow, ...]
    ended: tuple[tuple[TermRow, date], ...]
    unchanged: int


def lay_over(file: TermFile, scheme: Scheme, existing: Sequence[TermRow] | None) -> Change:
    """Give what a file changes in the terms that hold; None where the municipality does not have the scheme yet.

    A new row ends the one before it. What holds is never changed: a row that is already there must be repeated as it
    is, and nothing begins before it.

    :raises TermFileRefused: rows overlap, leave a gap, change what holds, or a term that is needed has none
    """
    sheet = _Sheet(file, scheme, existing)
    for given in sorted(file.given, key=lambda each: each.row.valid_from):
        sheet.take(given)
    sheet.check()
    if sheet.problems:
        raise TermFileRefused(sheet.problems)
    return sheet.change()


class _Sheet:
    """The rows as they will be, with what is wrong so far."""

    def __init__(self, file: TermFile, scheme: Scheme, existing: Sequence[TermRow] | None) -> None:
        self.file, self.scheme, self.problems = file, scheme, list[LineProblem]()
        self.known = list(existing) if existing is not None else _defaults_before(file, scheme)
        self.adopts = existing is None
        self.rows = list(self.known)
        self.lines = {(each.row.key, each.row.cohort, each.row.valid_from): each for each in file.given}
        self.taken = set[tuple[str, str, date]]()
        self.unchanged = 0

    def take(self, given: GivenTerm) -> None:
        row = given.row
        place = (row.key, row.cohort, row.valid_from)
        if place in self.taken:
            self._refuse(given.line, f"“{row.key}” has two values from {row.valid_from}; leave one of them out")
            return
        self.taken.add(place)
        alike = sorted(self._alike(row), key=lambda each: each.valid_from)
        latest = alike[-1] if alike else None
        same = next((each for each in alike if each.valid_from == row.valid_from), None)
        if same is not None:
            self._repeat(given, same)
        elif latest is not None and latest.valid_from > row.valid_from:
            says = f"“{row.key}” already has a value from {latest.valid_from}, and what holds is never changed"
            self._refuse(given.line, f"{says}; let the row begin after that day")
        else:
            self._append(given, latest)

    def _repeat(self, given: GivenTerm, known: TermRow) -> None:
        row = given.row
        if (known.value, known.source) == (row.value, row.source) and row.valid_until in (None, known.valid_until):
            self.unchanged += 1
            return
        says = f"“{row.key}” already has another value or source from {row.valid_from}, and what holds is never changed"
        self._refuse(given.line, f"{says}; give the new value a later valid_from")

    def _append(self, given: GivenTerm, latest: TermRow | None) -> None:
        row = given.row
        if latest is not None and (latest.valid_until is None or latest.valid_until > row.valid_from):
            if latest.valid_until is not None and (row.key, row.cohort, latest.valid_from) in self.lines:
                says = f"“{row.key}” overlaps: its row before holds until {latest.valid_until}"
                self._refuse(given.line, f"{says}; let one begin where the other ends")
            self.rows[self.rows.index(latest)] = _ended(latest, row.valid_from)
        self.rows.append(row)

    def _alike(self, row: TermRow) -> list[TermRow]:
        return [each for each in self.rows if (each.key, each.cohort) == (row.key, row.cohort)]

    def check(self) -> None:
        """See that every value can be read on every day that something changes, and that none is missing."""
        for cohort in sorted({EVERY_COHORT, *(row.cohort for row in self.rows)}):
            terms = Terms(self.scheme.code, self.scheme.terms, self.rows, cohort)
            days = sorted({each for row in self.rows for each in (row.valid_from, row.valid_until) if each})
            for key in self.scheme.terms:
                self._check_key(key, terms, cohort, days)
        self._check_needed()

    def _check_key(self, key: TermKey, terms: Terms, cohort: str, days: Sequence[date]) -> None:
        begun = [row.valid_from for row in self.rows if row.key == key.name and row.cohort in (cohort, EVERY_COHORT)]
        for day in days:
            if not begun or day < min(begun):
                continue
            try:
                self._look_up(key, terms, day)
            except TermMissing:
                says = f"“{key.name}” has no value from {day}: a row ends and none follows"
                row = self._row_before(key.name, cohort, day)
                self._refuse(row.line if row else self.file.line, f"{says}; leave valid_until out or add a row")
                return
            except TermUnreadable as unreadable:
                row = self._row_before(unreadable.facts["key"], cohort, day)
                self._refuse(row.value_line if row else self.file.line, str(unreadable).rstrip("."))
                return

    def _look_up(self, key: TermKey, terms: Terms, day: date) -> None:
        """Read a value of a day. What a point is worth has no end once there were points: they may still be on passes.

        :raises TermMissing: there is none, and there must be
        :raises TermUnreadable: it is not of the term's kind
        """
        if terms.value(key.name, day) is None and key.name == worth_of_points(self.scheme, self.rows):
            raise TermMissing(scheme=self.scheme.code, key=key.name, on=day)

    def _row_before(self, key: str, cohort: str, day: date) -> GivenTerm | None:
        mine = [
            each
            for each in self.file.given
            if each.row.key == key and each.row.cohort in (cohort, EVERY_COHORT) and each.row.valid_from <= day
        ]
        return max(mine, key=lambda each: each.row.valid_from, default=None)

    def _check_needed(self) -> None:
        for key in missing_terms(self.scheme, self.rows):
            says = f"{self.scheme.code} needs “{key.name}” and has no value for it; add a [[term]] row ({key.source})"
            self._refuse(self.file.line, says)

    def _refuse(self, line: int, says: str) -> None:
        problem = LineProblem(line, says)
        if problem not in self.problems:
            self.problems.append(problem)

    def change(self) -> Change:
        if self.adopts:
            return Change(tuple(self.rows), (), self.unchanged)
        places = {(row.key, row.cohort, row.valid_from): row for row in self.known}
        added = [row for row in self.rows if (row.key, row.cohort, row.valid_from) not in places]
        ended = [
            (known, row.valid_until)
            for row in self.rows
            if (known := places.get((row.key, row.cohort, row.valid_from))) and known != row and row.valid_until
        ]
        return Change(tuple(added), tuple(ended), self.unchanged)


def _defaults_before(file: TermFile, scheme: Scheme) -> list[TermRow]:
    """Give the defaults that hold before the file's own rows: from its first row of a term, only the file says it."""
    first: dict[tuple[str, str], date] = {}
    for each in file.given:
        place = (each.row.key, each.row.cohort)
        first[place] = min(each.row.valid_from, first.get(place, each.row.valid_from))
    return [row for row in default_rows(scheme.terms) if row.valid_from < first.get((row.key, row.cohort), date.max)]


def _ended(row: TermRow, until: date) -> TermRow:
    return TermRow(row.key, row.cohort, row.valid_from, until, row.value, row.source)


def missing_terms(scheme: Scheme, rows: Sequence[TermRow]) -> list[TermKey]:
    """Give the terms that a scheme needs and that have no value yet; what a point is worth only where points are."""
    said, worth = {row.key for row in rows}, worth_of_points(scheme, rows)
    return [key for key in scheme.terms if key.name not in said and (not key.optional or key.name == worth)]


def worth_of_points(scheme: Scheme, rows: Sequence[TermRow]) -> str | None:
    """Give the term that says what a point is worth where there are or were points; None: there were none."""
    in_points = any(row.key == scheme.unit_term and row.value == Unit.POINT for row in rows)
    return scheme.each_period.worth if in_points and isinstance(scheme.each_period, Budget) else None
