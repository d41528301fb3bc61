"""Carrying out plans: the journal entries of many entitlements in one array booking, and the rows that go with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from budgets.entitlements.models import Grant, Move, Period
from budgets.entitlements.queries import Held
from budgets.entitlements.standing import Act, ActKind, Plan, RunPeriod
from budgets.evidence.queries import mark_weighed
from budgets.funding.queries import place_of
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.journal import Entry, Leg, book_all


@dataclass(frozen=True, slots=True)
class FundAccounts:
    """The accounts that a fund keeps for one scheme, by id."""

    free: int
    spent: int
    expense: int
    write_off: int


def accounts_of_fund(fund_id: UUID, scheme_code: str, unit: Unit) -> FundAccounts:
    """This will give a fund's accounts for a scheme, opening those that are not there yet."""
    return FundAccounts(
        *open_accounts(
            [
                place_of("FREE", fund=fund_id, unit=unit),
                place_of("SPENT", fund=fund_id, scheme=scheme_code, unit=unit),
                place_of("GRANT_EXPENSE", fund=fund_id, scheme=scheme_code, unit=unit),
                place_of("WRITE_OFF", fund=fund_id, scheme=scheme_code, unit=unit),
            ]
        )
    )


def places_of_entitlement(entitlement_id: UUID, person_id: UUID, fund_id: UUID, scheme: Any) -> list[Place]:
    """Give the accounts that an entitlement needs: what is promised, what is prepaid if its scheme prepays, what is
    theirs.
    """
    classes = ["COMMITTED", "PREPAID_GRANT", "ENTITLED"] if scheme.each_period.prepaid else ["COMMITTED", "ENTITLED"]
    return [
        Place(each, unit=scheme.unit, holder=person_id, entitlement=entitlement_id, scheme=scheme.code, fund=fund_id)
        for each in classes
    ]


def carry_out(
    plans: Sequence[tuple[Held, Plan]], funds: dict[UUID, FundAccounts], *, on: date, run_id: UUID
) -> dict[str, int]:
    """This will book the plans, all or none, and write their periods, grants and moves; gives counts, and sums in
    minor units.
    """
    entries: list[Entry] = []
    for held, plan in plans:
        entries.extend(_entries(held, plan, funds[held.row.fund_id], on))
    book_all(entries)
    grants = _write_grants(plans, on)
    periods = _write_periods(plans)
    moves = _write_moves(plans)
    _write_standings(plans)
    mark_weighed((attestation for held, plan in plans for attestation in _weighed(held, plan)), run_id)
    return {
        "entitlements": len(plans),
        "periods": periods,
        "grants": len(grants),
        "granted_minor": sum(grant.amount_minor for grant in grants),
        "stops": sum(1 for name in moves if name == "stop"),
        "ends": sum(1 for name in moves if name == "end"),
        "suspensions": sum(1 for name in moves if name == "suspend"),
    }


def _entries(held: Held, plan: Plan, fund: FundAccounts, on: date) -> list[Entry]:
    entries: list[Entry] = []
    for act in plan.acts:
        for kind, legs, reverses in _bookings(held, act, fund):
            held.row.booked_count += 1
            key = f"entitlement:{held.row.id}:{held.row.booked_count}"
            entries.append(Entry(key, kind, on, _why(act, plan.periods), legs, reverses))
    return entries


def _why(act: Act, periods: Sequence[RunPeriod]) -> str:
    why = f"{act.label or act.kind.value} due {act.due_on.isoformat()}"
    # What came late is booked on the day it is weighed, because its own month may be closed; so it says whose days.
    for period in periods:
        if period.number == act.period and period.due_on < act.due_on:
            why += f", of {period.starts_on.isoformat()} to {(period.ends_on - timedelta(days=1)).isoformat()}"
    return why


def _bookings(held: Held, act: Act, fund: FundAccounts) -> list[tuple[str, list[Leg], int | None]]:
    accounts, unit = held.accounts, held.standing.scheme.unit
    amount = Amount(act.amount, unit)
    if act.kind is ActKind.REINSTATE:
        return [
            ("reversal", [Leg(lost.credit, lost.debit, Amount(lost.amount, unit))], lost.entry_id)
            for lost in held.write_offs
        ]
    committed, prepaid = accounts["COMMITTED"], accounts.get("PREPAID_GRANT", fund.expense)
    legs = {
        ActKind.COMMIT: [Leg(committed, fund.free, amount)],
        ActKind.RELEASE: [Leg(fund.free, committed, amount)],
        # A scheme that does not prepay has its cost at once.
        ActKind.GRANT: [Leg(prepaid, accounts["ENTITLED"], amount), Leg(fund.spent, committed, amount)],
        ActKind.EARN: [Leg(fund.expense, prepaid, amount)],
        ActKind.WRITE_OFF: [Leg(fund.write_off, prepaid, amount)],
    }[act.kind]
    return [(act.kind.value, legs, None)]


def _write_grants(plans: Sequence[tuple[Held, Plan]], on: date) -> list[Grant]:
    grants: list[Grant] = []
    for held, plan in plans:
        made = [act for act in plan.acts if act.kind is ActKind.GRANT]
        if not made:
            continue
        first = held.row.granted_count + 1
        held.row.granted_count += len(made)
        grants.extend(
            Grant(
                entitlement_id=held.row.id,
                person_id=held.row.person_id,
                number=number,
                label=act.label,
                amount_minor=act.amount,
                due_on=act.due_on,
                granted_on=on,
                explanation=act.explanation.as_data() if act.explanation else {},
            )
            for number, act in enumerate(made, start=first)
        )
    Grant.objects.bulk_create(grants)
    return grants


def _write_periods(plans: Sequence[tuple[Held, Plan]]) -> int:
    fresh, changed = [], []
    for held, plan in plans:
        told = dict(plan.told)
        for run in plan.periods:
            earlier = held.periods.get(run.number)
            if earlier is None:
                fresh.append(_as_row(held, run, told[run.number].as_data()))
            else:
                if earlier.state != run.state:
                    earlier.move("meet_late")
                earlier.used_minor, earlier.granted_minor = run.used, run.granted
                if run.number in told:
                    earlier.explanation = told[run.number].as_data()
                changed.append(earlier)
    Period.objects.bulk_create(fresh)
    for period in changed:
        period.save(update_fields=["state", "used_minor", "granted_minor", "explanation"])
    return len(fresh)


def _as_row(held: Held, run: RunPeriod, explanation: dict[str, Any]) -> Period:
    return Period(
        entitlement_id=held.row.id,
        number=run.number,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        due_on=run.due_on,
        whole=run.whole,
        state=run.state,
        opening_balance_minor=run.opening_balance,
        used_minor=run.used,
        granted_minor=run.granted,
        explanation=explanation,
    )


def _write_moves(plans: Sequence[tuple[Held, Plan]]) -> list[str]:
    rows = []
    steps: dict[int, dict[UUID, str]] = {}
    for held, plan in plans:
        for number, move in enumerate(plan.moves, start=len(held.standing.moves) + 1):
            held.row.move(move.name)
            steps.setdefault(number - len(held.standing.moves), {})[held.row.id] = str(held.row.state)
            explanation = move.explanation.as_data() if move.explanation else None
            rows.append(
                Move(
                    entitlement_id=held.row.id,
                    number=number,
                    name=move.name,
                    to=move.to,
                    on=move.on,
                    reason=move.reason,
                    explanation=explanation,
                )
            )
    Move.objects.bulk_create(rows)
    for states in steps.values():
        _write_states(states)
    return [row.name for row in rows]


def _write_states(states: dict[UUID, str]) -> None:
    # The first moves of all together, then the second ones: the table's own triggers judge each move by itself.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE entitlements_entitlement e SET state = n.state"
            " FROM unnest(%s::uuid[], %s::text[]) AS n (id, state) WHERE e.id = n.id",
            [list(states), list(states.values())],
        )


def _write_standings(plans: Sequence[tuple[Held, Plan]]) -> None:
    rows = [(held.row, plan) for held, plan in plans]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE entitlements_entitlement e SET opened = n.opened, missed_count = n.missed,
                next_due_on = n.next_due_on, booked_count = n.booked, granted_count = n.granted
            FROM unnest(%s::uuid[], %s::boolean[], %s::smallint[], %s::date[], %s::integer[], %s::smallint[])
                AS n (id, opened, missed, next_due_on, booked, granted)
            WHERE e.id = n.id
            """,
            [
                [row.id for row, _plan in rows],
                [plan.opened for _row, plan in rows],
                [plan.missed for _row, plan in rows],
                [plan.next_due_on for _row, plan in rows],
                [row.booked_count for row, _plan in rows],
                [row.granted_count for row, _plan in rows],
            ],
        )


def _weighed(held: Held, plan: Plan) -> list[UUID]:
    """Give the hours that lie in a period that this plan ran or weighed again."""
    ran = [each for each in plan.periods if each.number not in held.periods]
    again = [held.periods[number] for number in plan.weighed]
    spans = [(run.starts_on, run.ends_on) for run in ran] + [(row.starts_on, row.ends_on) for row in again]
    return [attestation for attestation, day in held.unweighed if any(start <= day < end for start, end in spans)]
