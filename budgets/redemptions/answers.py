"""What a till asks, and what it is answered: the same to the same question, for ever."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from budgets.redemptions.refusals import KEPT
from ledger.amount import Unit


@dataclass(frozen=True, slots=True)
class Ask:
    """A purchase as a till asks it: in minor units, at least one. `split`: the pass pays what it may, the person the
    rest. `reserve`: it is set aside and captured later.
    """

    code: str = field(repr=False)
    amount: int
    unit: Unit = Unit.EUR
    activity: str = ""
    pin: str | None = field(default=None, repr=False)
    split: bool = False
    reserve: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Yes: what the pass pays and what the person pays otherwise, in minor units of the unit that was asked.

    `status` is BOOKED, HELD, CANCELLED or REFUNDED.
    """

    id: UUID
    status: str
    amount: int
    own: int
    receipt: str
    booked_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No: a code, and the facts that its words show."""

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a till is answered, and whether it was answered so before under the same key."""

    outcome: Redeemed | Refused
    replayed: bool

    @property
    def refused_code(self) -> str:
        """Give the code of a refusal; "": it was none."""
        return self.outcome.code if isinstance(self.outcome, Refused) else ""

    def given(self) -> Redeemed:
        """Give what was done.

        :raises Refusal: nothing was; see `refusals.KEPT`
        """
        if isinstance(self.outcome, Refused):
            raise KEPT[self.outcome.code](**self.outcome.facts)
        return self.outcome


def read_answer(said: dict[str, Any]) -> Answer:
    """Give an answer as the database keeps it."""
    replayed = said.get("replayed", False)
    if "refused" in said:
        return Answer(Refused(said["refused"], said["facts"]), replayed)
    until = said["expires_at"]
    return Answer(
        Redeemed(
            UUID(said["id"]),
            said["status"],
            said["amount"],
            said["own"],
            said["receipt"],
            datetime.fromisoformat(said["booked_at"]),
            datetime.fromisoformat(until) if until else None,
        ),
        replayed,
    )
