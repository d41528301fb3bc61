"""Passes and phones of a town, and what they show at a till."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from budgets.entitlements.asking import AwardLine
from budgets.entitlements.operations import award
from budgets.funding.operations import open_fund
from budgets.passes.codes import Purpose, make_shown_code, step_at
from budgets.passes.operations import IssuedPass, PassAsked, issue_pass
from budgets.passes.phones import PairedPhone, pair_phone
from budgets.schemes.operations import adopt_scheme
from ledger import tenant
from tests.budgets.entitlements.town import fill, run
from tests.builders import LONG_AGO, TEST

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR_BEGINS = date(2026, 1, 1)
PIN = "2580"


def a_pass(person_id: UUID, *, on: date = TODAY, **asked: Any) -> IssuedPass:
    return issue_pass(asked=PassAsked(person_id=person_id, **asked), actor=TEST, on=on)


def pair(pass_id: UUID, *, clock: datetime = NOON, on: date = TODAY, at: datetime = NOON) -> PairedPhone:
    return pair_phone(pass_id=pass_id, clock=clock, actor=TEST, on=on, at=at)


def code_on(phone: PairedPhone, clock: datetime = NOON, *, handle: str = "", purpose: Purpose = Purpose.PAY) -> str:
    """Give what a phone shows when its clock says a moment."""
    town = tenant.current()
    return make_shown_code(town, handle or phone.handle, step_at(clock), key=phone.key, purpose=purpose)


def later(**how: float) -> datetime:
    return NOON + timedelta(**how)


def open_passes(scheme: str, **terms: Any) -> None:
    """Adopt a scheme whose budgets lie on passes, with a fund that can carry them."""
    adopt_scheme(scheme_code=scheme, terms=terms, actor=TEST, on=LONG_AGO)
    fill(open_fund(code=scheme, name=scheme, scheme_code=scheme, actor=TEST, on=LONG_AGO).id, "100000.00")


def put_on_pass(person_id: UUID, scheme: str, *, on: date = YEAR_BEGINS, **line: Any) -> None:
    """Award a scheme to a person and let it be granted."""
    asked = AwardLine(number=2, person_id=person_id, scheme_code=scheme, starts_on=on, **line)
    award(lines=[asked], actor=TEST, on=on)
    run(scheme, on)
