"""What a till must know of what is put on passes: written when it is granted, moved on when some of it lapses."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from budgets.entitlements.holding import Held
from budgets.entitlements.models import PassBudget
from budgets.entitlements.standing import Act, ActKind, Plan
from budgets.schemes.lapses import Lapsing
from budgets.schemes.rules import Budget
from ledger.amount import Unit
from ledger.rows import write_rows


def carry(plans: Sequence[tuple[Held, Plan]]) -> None:
    """This will write down what is granted on passes, and when what was granted before lapses and is over."""
    fresh: list[dict[str, Any]] = []
    known: list[tuple[Held, Plan, Lapsing]] = []
    for held, plan in plans:
        rule, before = held.standing.scheme.each_period, held.standing
        if not isinstance(rule, Budget) or plan.lapsing is None:
            continue
        if before.lapsing is None:
            granted = next(act for act in plan.acts if act.kind is ActKind.GRANT)
            fresh.append(_as_row(held, rule, granted, plan.lapsing))
        elif (before.lapsing, before.over) != (plan.lapsing, plan.over):
            known.append((held, plan, plan.lapsing))
    write_rows(PassBudget, fresh)
    _rewrite(known)


def _as_row(held: Held, rule: Budget, granted: Act, lapsing: Lapsing) -> dict[str, Any]:
    terms, of = held.standing.terms, held.standing.of
    activities = rule.activities(terms, granted.due_on, of.budget)
    return {
        "entitlement_id": held.row.id,
        "account": held.account("EARMARKED"),
        "granted_on": granted.due_on,
        "activities": None if activities is None else list(activities),
        "caps": rule.caps(terms, granted.due_on, of.budget),
        "worth_key": "" if of.unit is Unit.EUR else rule.worth or "",
        "lapses_on": lapsing.lapses_on,
        "keeps_minor": lapsing.keeps,
        "rest_lapses_on": lapsing.rest_lapses_on,
        "over": False,
    }


def _rewrite(known: Sequence[tuple[Held, Plan, Lapsing]]) -> None:
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE entitlements_pass_budget b
            SET lapses_on = n.lapses_on, keeps_minor = n.keeps, rest_lapses_on = n.rest_lapses_on, over = n.over
            FROM unnest(%b::uuid[], %b::date[], %b::bigint[], %b::date[], %b::boolean[])
                AS n (id, lapses_on, keeps, rest_lapses_on, over)
            WHERE b.entitlement_id = n.id
            """,
            [
                [held.row.id for held, _plan, _lapsing in known],
                [lapsing.lapses_on for _held, _plan, lapsing in known],
                [lapsing.keeps for _held, _plan, lapsing in known],
                [lapsing.rest_lapses_on for _held, _plan, lapsing in known],
                [plan.over for _held, plan, _lapsing in known],
            ],
        )
