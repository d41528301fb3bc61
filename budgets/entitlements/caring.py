"""What awards ask of aftercare: warnings that must have been seen before them, and duties that they open."""

from datetime import date, timedelta
from uuid import UUID

from budgets.aftercare.models import DutyKind
from budgets.aftercare.opening import (
    DutyLine,
    Shown,
    check_shown,
    check_warning_seen,
    list_seen_warnings,
    note_warning_seen,
    open_duties,
)
from budgets.aftercare.preview import Preview, look_ahead
from budgets.entitlements.cases import Case
from budgets.entitlements.models import Entitlement
from budgets.operation import Actor
from budgets.schemes.judging import Judgement
from budgets.trail.record import record


class Care:
    """Aftercare of one batch of awards."""

    def __init__(self, births: dict[UUID, date], actor: Actor, on: date) -> None:
        self._births, self._actor, self._on = births, actor, on
        self._seen = list_seen_warnings(births)
        self._shown: list[Shown] = []
        self._duties: list[DutyLine] = []

    def look(self, case: Case, judgement: Judgement) -> Preview:
        """Give what an award would do, before it is made.

        :raises WarningNotSeen: somebody with a benefit would get a lump sum and has not seen what that may do
        :raises WarningUnusable: what the line says of a warning cannot be
        """
        starts_on, born = case.line.starts_on, self._births[case.person_id]
        ahead = look_ahead(case.scheme, case.terms, case.facts, judgement, starts_on=starts_on, born=born)
        if ahead.lump is not None:
            told = self._told(case)
            seen = self._seen.get((case.person_id, case.scheme.code), [])
            check_warning_seen([*(each.seen_on for each in told), *seen], case.scheme.code, ahead.lump, on=self._on)
            self._shown += told
        return ahead

    def _told(self, case: Case) -> list[Shown]:
        line = case.line
        if line.warning_seen_on is None:
            return []
        shown = Shown(case.person_id, case.scheme.code, self._actor.name, line.warning_seen_on, line.warning_language)
        check_shown(shown, on=self._on)
        return [shown]

    def owe(self, row: Entitlement, ahead: Preview) -> None:
        """Note that an award was made: one duty for all of its budgets, if it asks for any."""
        if not ahead.weeks:
            return
        self._duties.append(
            DutyLine(
                person_id=row.person_id,
                scheme=row.scheme,
                subject=row.id,
                kind=DutyKind.EFFECTS,
                opened_on=self._on,
                due_on=self._on + timedelta(weeks=ahead.weeks),
                owner_id=self._actor.officer_id,
                effects=ahead.to_keep,
            )
        )

    def write(self) -> None:
        """Open the duties, and write which warnings were shown at the desk."""
        open_duties(self._duties)
        for shown in self._shown:
            if note_warning_seen(shown):
                record(
                    shown.shown_by,
                    "warning.seen",
                    on=self._on,
                    subject=shown.person_id,
                    scheme=shown.scheme,
                    seen_on=shown.seen_on,
                )
