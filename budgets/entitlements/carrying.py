"""What a till must know of what is put on passes: written when it is granted, and moved on when some of it lapses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from budgets.entitlements.holding import Held
from budgets.entitlements.models import PassBudget
from budgets.entitlements.standing import Act, ActKind, Plan
from budgets.schemes.lapses import Lapsing, Remainder
from budgets.schemes.rules import Budget
from ledger.amount import Unit
from ledger.rows import write_rows


def carry(plans: Sequence[tuple[Held, Plan]]) -> None:
    """This will write down what is granted on passes, and until when the rest stays of what lapses."""
    acts = [
        (held, rule, act)
        for held, plan in plans
        if isinstance(rule := held.standing.scheme.each_period, Budget)
        for act in plan.acts
    ]
    write_rows(PassBudget, [_as_row(held, rule, act) for held, rule, act in acts if act.kind is ActKind.GRANT])
    _move_on([(held, lapsing_after(held, rule, act.due_on)) for held, rule, act in acts if act.kind is ActKind.LAPSE])


def _as_row(held: Held, rule: Budget, act: Act) -> dict[str, Any]:
    terms, of = held.standing.terms, held.standing.of
    lapsing = Remainder(act.due_on, act.amount, of.unit, of.budget).lapsing(rule, terms)
    activities = rule.activities(terms, act.due_on, of.budget)
    return {
        "entitlement_id": held.row.id,
        "account": held.account("EARMARKED"),
        "granted_on": act.due_on,
        "activities": None if activities is None else list(activities),
        "caps": rule.caps(terms, act.due_on, of.budget),
        "worth_key": "" if of.unit is Unit.EUR else rule.worth or "",
        "lapses_on": lapsing.lapses_on,
        "keeps_minor": lapsing.keeps,
        "rest_lapses_on": lapsing.rest_lapses_on,
    }


def lapsing_after(held: Held, rule: Budget, lapsed_on: date) -> Lapsing:
    """Give how what stays of a budget lapses, after what could lapse on a day did."""
    standing = held.standing
    filled_on, earlier = standing.periods[0].due_on, standing.lapsed_on
    left = Remainder(filled_on, 0, standing.of.unit, standing.of.budget, earlier | {lapsed_on})
    return left.lapsing(rule, standing.terms)


def _move_on(lapsed: Sequence[tuple[Held, Lapsing]]) -> None:
    if not lapsed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE entitlements_pass_budget b
            SET lapses_on = n.lapses_on, keeps_minor = n.keeps, rest_lapses_on = n.rest_lapses_on
            FROM unnest(%b::uuid[], %b::date[], %b::bigint[], %b::date[]) AS n (id, lapses_on, keeps, rest_lapses_on)
            WHERE b.entitlement_id = n.id
            """,
            [
                [held.row.id for held, _lapsing in lapsed],
                [lapsing.lapses_on for _held, lapsing in lapsed],
                [lapsing.keeps for _held, lapsing in lapsed],
                [lapsing.rest_lapses_on for _held, lapsing in lapsed],
            ],
        )
