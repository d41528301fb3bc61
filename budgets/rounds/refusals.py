"""The expected "no" of this context, importable from `operations` as well."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.schemes.eligibility import NotEligible
from ledger.refusal import Refusal


class RoundUnknown(Refusal):
    code, says = "round-unknown", _("There is no round of {scheme} of {year}; open it first.")


class RoundExists(Refusal):
    code, says = (
        "round-exists",
        _("There is a round of {scheme} of {year} already, and it says otherwise on: {differs}."),
    )


class NoRounds(Refusal):
    code, says = "no-rounds", _("{scheme} has no fixed budget to divide; rounds are of a scheme that has.")


class ClaimUnknown(Refusal):
    code, says = "claim-unknown", _("That claim is not there.")


class AlreadyClaimed(Refusal):
    code, says = "already-claimed", _("This household claimed already, as claim {claim}; correct that one.")


class ClaimNotEligible(NotEligible):
    """A household cannot claim; `steps` says why, with its own figures, and those are not for the trail."""

    def __init__(self, scheme: str, steps: Sequence[dict[str, Any]]) -> None:
        super().__init__(scheme=scheme, why=", ".join(step["step"].removeprefix("not-") for step in steps))
        self.steps = tuple(steps)


class DecisionNeeded(Refusal):
    code, says = "decision-needed", _("The round is locked: a person must decide about this claim, with a reason.")


class OverBudget(Refusal):
    code, says = (
        "over-budget",
        _("A factor of {factor} % takes {asked_minor} cents; the budget is {budget_minor} cents."),
    )


class ProposerCannotApprove(Refusal):
    code, says = "proposer-cannot-approve", _("Who proposed the factor cannot approve it: ask another.")


class RoundUnfinished(Refusal):
    code, says = "round-unfinished", _("{left} claims of the round are not awarded yet; lock it again to go on.")


class AboveFull(Refusal):
    code, says = "above-full-contribution", _("A contribution is at most what the rent allowance leaves.")


class RaisedAlready(Refusal):
    code, says = (
        "raised-already",
        _("The same amount was added to this claim today, for the same reason; give another reason."),
    )
