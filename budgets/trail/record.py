"""Writing and reading the trail. Facts hold references and amounts, never names, account numbers or other personal
data.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from budgets.trail.models import Act


def record(actor: str, name: str, *, on: date, subject: UUID | None = None, **facts: Any) -> None:
    """This will write that something was done; `name` is a noun and a past tense, as "entitlement.awarded"."""
    Act.objects.create(actor=actor, name=name, subject=subject, facts=facts, on=on)


def record_refusal(actor: str, operation: str, *, code: str, on: date, facts: Mapping[str, Any]) -> None:
    """This will write that something was asked and refused."""
    said = {name: str(fact) for name, fact in facts.items()}
    Act.objects.create(actor=actor, name=f"{operation}.refused", refused=code, facts=said, on=on)


def list_acts(subject: UUID) -> list[Act]:
    """Give what was done to one thing, oldest first."""
    return list(Act.objects.filter(subject=subject).order_by("at", "id"))


def list_actors(beginning: str) -> set[str]:
    """Give everyone who did something, or was refused it, and whose name begins so."""
    return set(Act.objects.filter(actor__startswith=beginning).values_list("actor", flat=True).distinct())
