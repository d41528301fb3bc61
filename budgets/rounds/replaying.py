"""A round divided again, to the cent: from the facts of each claim, by the rules of today, with the published seed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from budgets.entitlements.explaining import Page, Told
from budgets.entitlements.models import Entitlement
from budgets.operation import reading
from budgets.rounds.claims import Given, Judged, contribution_of, explained, judge_again
from budgets.rounds.eligibility import Frame
from budgets.rounds.explaining import tell_claim, tell_raise, tell_round
from budgets.rounds.factor import factor
from budgets.rounds.models import AllocationRound, Claim, Raise
from budgets.rounds.queries import cap_of, divide, divided_of, frame_of
from budgets.schemes.explanation import Explanation
from budgets.schemes.facts import Facts
from budgets.schemes.queries import get_terms
from budgets.schemes.replaying import Difference, Today, list_differences
from ledger.refusal import Refusal

PAGE = 1_000

Differing = tuple[Told, tuple[Difference, ...]]


@reading
def list_rounds() -> list[UUID]:
    """Give the rounds of the municipality, the oldest first."""
    return list(AllocationRound.objects.order_by("year", "id").values_list("id", flat=True))


@reading
def count_round_decisions() -> int:
    """Give how many decisions of rounds can be assessed again."""
    divided = AllocationRound.objects.filter(factor_millionths__isnull=False).count()
    return divided + Claim.objects.count() + Raise.objects.count()


@reading
def replay_round(round_id: UUID) -> Page:
    """Divide a round again, and judge all that rose later; gives what differs."""
    return _replay(AllocationRound.objects.get(id=round_id))


@reading
def replay_claim(decision_id: UUID) -> Page | None:
    """Divide the round of a claim or a raise again, and give what differs of that one; of a round what differs of all.

    None when the id is none of these.
    """
    row = AllocationRound.objects.filter(id=decision_id).first()
    if row is not None:
        return _replay(row)
    claim = (
        Claim.objects.filter(id=decision_id).first()
        or Claim.objects.filter(id__in=Raise.objects.filter(id=decision_id).values("claim"))
        .select_related("round")
        .first()
    )
    if claim is None:
        return None
    differing = tuple(each for each in _replay(claim.round).differing if each[0].id == decision_id)
    return Page(1, differing, decision_id)


def list_differences_of_rounds() -> Iterator[tuple[Told, Difference]]:
    """Give all that the rules of today would divide otherwise, within an operation; for the books of one example."""
    for row in AllocationRound.objects.all():
        for told, differences in _replay(row).differing:
            yield from ((told, each) for each in differences)


def _replay(row: AllocationRound) -> Page:
    again = _Again(row)
    differing = [*again.list_claims(), *again.list_raises(), *again.list_round()]
    return Page(again.count, tuple(differing), row.id)


@dataclass(slots=True)
class _Part:
    """What is needed of a claim to divide again, in cents: a hundred thousand of them are held at once."""

    id: UUID
    number: int
    full: int  # as the facts give it today
    contribution: int | None
    awarded: int | None
    found: list[Difference]


class _Again:
    """One round, looked at again: its claims first, then what rose, then the round itself."""

    def __init__(self, row: AllocationRound) -> None:
        self._row, self._divided = row, divided_of(row)
        self._frame = frame_of(row, get_terms(row.scheme, row.cohort))
        self._parts = list(_parts(row, self._frame))
        self._raises = list(Raise.objects.filter(claim__round=row.id).order_by("claim", "number"))
        self._is_divided = row.factor_millionths is not None
        shared = [part for part in self._parts if self._is_divided and part.contribution is not None]
        fulls = {str(part.number): part.full for part in shared}
        self._asked, self._given = sum(fulls.values()), sum(part.contribution or 0 for part in shared)
        forced = row.forced_millionths
        self._factor = factor(row.budget_minor, self._asked) if forced is None else forced
        # Where a claim asks something else today, so does the factor: then that claim is told, and not all others too.
        millionths = self._factor if self._asked == row.full_minor else row.factor_millionths
        self._today = divide(row, fulls, budget=row.budget_minor, millionths=millionths or 0).contributions

    @property
    def count(self) -> int:
        """How many decisions there are: claims, raises, and the factor."""
        return len(self._parts) + len(self._raises) + self._is_divided

    def list_claims(self) -> Iterator[Differing]:
        """Give the claims that differ."""
        for part in self._parts:
            if self._is_divided:
                part.found += self._compare(part)
            if part.found:
                yield tell_claim(self._row, Claim.objects.get(id=part.id)), tuple(part.found)

    def list_raises(self) -> Iterator[Differing]:
        """Give the raises that differ."""
        claims = {part.id: part for part in self._parts}
        stood = {part.id: part.contribution or 0 for part in self._parts}
        for made in self._raises:
            found = tuple(self._compare_raise(made, claims[made.claim_id].number, stood[made.claim_id]))
            stood[made.claim_id] = made.after_minor
            if found:
                yield tell_raise(self._row, made), found

    def list_round(self) -> Iterator[Differing]:
        """Give the round itself if its factor or one of its sums differs."""
        row = self._row
        raised = sum(made.after_minor - made.before_minor for made in self._raises)
        compared = (
            ("factor_millionths", row.factor_millionths, self._factor),
            ("full_minor", row.full_minor, self._asked),
            ("total_minor", row.total_minor, self._given + raised),
        )
        found = tuple(_unequal(compared)) if self._is_divided else ()
        if found:
            yield tell_round(row), found

    def _compare(self, part: _Part) -> Iterator[Difference]:
        compared = [("contribution", part.contribution, self._today.get(str(part.number)))]
        if part.awarded is not None:
            compared.append(("awarded", part.awarded, part.contribution))
        return _unequal(compared)

    def _compare_raise(self, made: Raise, number: int, before: int) -> Iterator[Difference]:
        judged = _judge(made, self._frame)
        if isinstance(judged, Difference):
            yield judged
            return
        after = made.decided_minor
        if after is None:
            after = contribution_of(judged.full, self._divided.millionths, cap_of(self._row))
        awarded = Entitlement.objects.values_list("decided_minor", flat=True).get(id=made.entitlement_id)
        yield from _unequal(
            [
                ("before_minor", made.before_minor, before),
                ("after_minor", made.after_minor, after),
                ("awarded", awarded, made.after_minor - made.before_minor),
            ]
        )
        given = Given(after, made.decided_minor is not None, before or None)
        today = explained(judged.explanation.as_data(), number, self._divided, given)
        yield from list_differences(made.explanation, made.full_minor, Today(judged.full, Explanation(**today)))


def _unequal(compared: Iterable[tuple[str, int | None, int | None]]) -> Iterator[Difference]:
    return (Difference(*each) for each in compared if each[1] != each[2])


def _parts(row: AllocationRound, frame: Frame) -> Iterator[_Part]:
    rows = Claim.objects.filter(round=row.id).annotate(awarded=F("entitlement__decided_minor")).order_by("number")
    page = list(rows[:PAGE])
    while page:
        for claim in page:
            yield _part(claim, frame)
        page = list(rows.filter(number__gt=page[-1].number)[:PAGE])


def _part(claim: Any, frame: Frame) -> _Part:
    judged, full, found = _judge(claim, frame), claim.full_minor, []
    if isinstance(judged, Difference):
        found = [judged]
    else:
        full = judged.full
        found = list(list_differences(claim.explanation, claim.full_minor, Today(full, judged.explanation)))
    return _Part(claim.id, claim.number, full, claim.contribution_minor, claim.awarded, found)


def _judge(kept: Claim | Raise, frame: Frame) -> Judged | Difference:
    """Give what kept facts give today, or why they cannot be judged."""
    try:
        return judge_again(Facts.from_data(kept.facts), kept.explanation, frame)
    except Refusal as refusal:
        return Difference("assessment", kept.explanation.get("code"), f"{refusal.code}: {refusal}")
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        # What was changed by hand can be anything; that it cannot be read is what must be told.
        return Difference("case", kept.explanation.get("case"), "cannot be read")
