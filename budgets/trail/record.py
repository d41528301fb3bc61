"""Writing and reading the trail. Facts hold references and amounts, never names, account numbers or other personal
data.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from budgets.trail.context import Origin, origin
from budgets.trail.models import Act
from ledger import tenant


def record(actor: str, name: str, *, on: date, subject: UUID | None = None, **facts: Any) -> None:
    """This will write that something was done; `name` is a noun and a past tense, as "entitlement.awarded"."""
    _write(actor, name, on, facts, subject=subject)


def record_all(actor: str, name: str, facts_of: Mapping[UUID, Mapping[str, Any]], *, on: date) -> None:
    """This will write that the same was done to many things, with the facts of each, in one statement."""
    if not facts_of:
        return
    rows = [(uuid4(), subject, json.dumps(facts, cls=DjangoJSONEncoder)) for subject, facts in facts_of.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO trail_act (id, municipality_id, actor, name, refused, subject, origin, facts, "on")'
            " SELECT n.id, %s, %s, %s, '', n.subject, %s, n.facts::jsonb, %s"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS n (id, subject, facts)",
            [tenant.current(), actor, name, str(origin() or ""), on, *map(list, zip(*rows, strict=True))],
        )


def record_refusal(actor: str, operation: str, *, code: str, on: date, facts: Mapping[str, Any]) -> None:
    """This will write that something was asked and refused."""
    said = {name: str(fact) for name, fact in facts.items()}
    _write(actor, f"{operation}.refused", on, said, refused=code)


def _write(
    actor: str, name: str, on: date, facts: Mapping[str, Any], *, subject: UUID | None = None, refused: str = ""
) -> None:
    # Every operation ends here. Put together by the ORM, this one row costs more than all else that Python does in it.
    said = json.dumps(facts, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO trail_act (id, municipality_id, actor, name, refused, subject, origin, facts, "on")'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)",
            [uuid4(), tenant.current(), actor, name, refused, subject, str(origin() or ""), said, on],
        )


def list_acts(subject: UUID) -> list[Act]:
    """Give what was done to one thing, oldest first."""
    return list(Act.objects.filter(subject=subject).order_by("at", "id"))


def list_acts_from(served: Origin) -> list[Act]:
    """Give what one request, job or command did or was refused, oldest first; it reads the whole trail."""
    return list(Act.objects.filter(origin=str(served)).order_by("at", "id"))


def list_actors(beginning: str) -> set[str]:
    """Give everyone who did something, or was refused it, and whose name begins so."""
    return set(Act.objects.filter(actor__startswith=beginning).values_list("actor", flat=True).distinct())
