"""Carrying out plans: the journal entries of many entitlements in one array booking, and the rows that go with them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from budgets.aftercare.opening import open_duties
from budgets.entitlements.carrying import carry
from budgets.entitlements.ending import duties_after
from budgets.entitlements.holding import Held
from budgets.entitlements.models import Grant, Lapse, Move, Notice, Period
from budgets.entitlements.places import FundAccounts
from budgets.entitlements.standing import Act, ActKind, Plan, RunPeriod
from budgets.entitlements.telling import message_of
from budgets.evidence.queries import mark_weighed
from budgets.messages.writing import write_messages
from budgets.schemes.explanation import Explanation
from budgets.schemes.rules import Pays
from ledger.amount import Amount, Unit
from ledger.journal import Entry, Leg, book_all
from ledger.notices import LapseNotice, give_notices
from ledger.rows import write_rows


def carry_out(
    plans: Sequence[tuple[Held, Plan]],
    funds: dict[UUID, FundAccounts],
    *,
    on: date,
    run_id: UUID,
    before_booking: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """This will write the periods, grants and moves of plans and book them, all or none; gives counts, and sums in
    minor units. The books come last: what they lock others wait for.
    """
    entries: list[Entry] = []
    for held, plan in plans:
        entries.extend(_entries(held, plan, funds, on))
    grants = _write_grants(plans, on)
    _write_lapses(plans, on)
    carry(plans)
    notices = _write_notices(plans, on)
    periods = _write_periods(plans)
    moves = _write_moves(plans)
    _write_standings(plans)
    mark_weighed((attestation for held, plan in plans for attestation in _weighed(held, plan)), run_id)
    open_duties(duties_after(plans, on=on))
    before_booking()
    book_all(entries)
    return {
        "entitlements": len(plans),
        "periods": periods,
        "grants": len(grants),
        "granted_minor": sum(grants),
        "stops": sum(1 for name in moves if name == "stop"),
        "ends": sum(1 for name in moves if name == "end"),
        "suspensions": sum(1 for name in moves if name == "suspend"),
        "notices": notices,
        "lapses": sum(1 for _held, plan in plans for act in plan.acts if act.kind is ActKind.LAPSE),
    }


def _entries(held: Held, plan: Plan, funds: dict[UUID, FundAccounts], on: date) -> list[Entry]:
    entries: list[Entry] = []
    for act in plan.acts:
        for kind, legs, reverses in _bookings(held, act, funds):
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


def _bookings(held: Held, act: Act, funds: dict[UUID, FundAccounts]) -> list[tuple[str, list[Leg], int | None]]:
    if act.kind is ActKind.REINSTATE:
        undone: dict[int, list[Leg]] = {}
        for lost in held.write_offs:
            undone.setdefault(lost.entry_id, []).append(Leg(lost.credit, lost.debit, Amount(lost.amount, Unit.EUR)))
        return [("reversal", legs, entry_id) for entry_id, legs in undone.items()]
    # Where one fund carries it all, nothing was split.
    parts = act.parts or ((held.row.carrier, act.amount),)
    legs = [leg for fund_id, part in parts for leg in _legs(held, act, fund_id, part, funds[fund_id])]
    if act.kind is ActKind.LAPSE and act.cents:
        for fund_id, cents in act.cents_parts or ((held.row.carrier, act.cents),):
            legs.append(Leg(funds[fund_id].free, held.account("COMMITTED", fund_id), Amount(cents, Unit.EUR)))
    return [(act.kind.value, legs, None)]


def _legs(held: Held, act: Act, fund_id: UUID, part: int, fund: FundAccounts) -> list[Leg]:
    amount = Amount(part, Unit.EUR)
    match act.kind:
        case ActKind.COMMIT:
            return [Leg(held.account("COMMITTED", fund_id), fund.free, amount)]
        case ActKind.RELEASE:
            return [Leg(fund.free, held.account("COMMITTED", fund_id), amount)]
        case ActKind.GRANT:
            return _granted(held, act, fund_id, amount, fund)
        case ActKind.EARN:
            return [Leg(fund.expense, held.account("PREPAID_GRANT", fund_id), amount)]
        case ActKind.WRITE_OFF:
            return [Leg(fund.write_off, held.account("PREPAID_GRANT", fund_id), amount)]
        case ActKind.LAPSE:
            unit = Unit(held.row.unit)
            return [Leg(held.account("EARMARKED"), fund.lapsed[unit], Amount(part, unit))]
    raise AssertionError(act.kind)


def _granted(held: Held, act: Act, fund_id: UUID, amount: Amount, fund: FundAccounts) -> list[Leg]:
    """What lies on a pass stays promised until it is spent; what is paid out is spent with the grant."""
    if held.standing.scheme.pays is Pays.PASS:
        unit = Unit(held.row.unit)
        return [Leg(fund.source[unit], held.account("EARMARKED"), Amount(amount.minor, unit))]
    cost = held.account("PREPAID_GRANT", fund_id) if act.ahead else fund.expense
    return [
        Leg(cost, held.account("ENTITLED"), amount),
        Leg(fund.spent, held.account("COMMITTED", fund_id), amount),
    ]


def _write_grants(plans: Sequence[tuple[Held, Plan]], on: date) -> list[int]:
    """Give the amounts of the grants."""
    rows: list[dict[str, Any]] = []
    for held, plan in plans:
        for act in plan.acts:
            if act.kind is not ActKind.GRANT:
                continue
            held.row.granted_count += 1
            rows.append(
                {
                    "entitlement_id": held.row.id,
                    "person_id": held.row.person_id,
                    "number": held.row.granted_count,
                    "label": act.label,
                    "amount_minor": act.amount,
                    "due_on": act.due_on,
                    "granted_on": on,
                    "explanation": act.explanation.as_data() if act.explanation else {},
                }
            )
    write_rows(Grant, rows)
    return [row["amount_minor"] for row in rows]


def _write_lapses(plans: Sequence[tuple[Held, Plan]], on: date) -> None:
    rows = [
        {
            "entitlement_id": held.row.id,
            "amount_minor": act.amount,
            "due_on": act.due_on,
            "lapsed_on": on,
            "explanation": act.explanation.as_data() if act.explanation else {},
        }
        for held, plan in plans
        for act in plan.acts
        if act.kind is ActKind.LAPSE
    ]
    write_rows(Lapse, rows)


def _write_notices(plans: Sequence[tuple[Held, Plan]], on: date) -> int:
    """Write down in the books and here that people were told what will lapse; gives how many notices."""
    given = [(held, notice) for held, plan in plans for notice in plan.notices]
    if not given:
        return 0
    told = [LapseNotice(held.account("EARMARKED"), notice.number, notice.lapses_on) for held, notice in given]
    give_notices(told, on=on)
    rows = [
        {
            "entitlement_id": held.row.id,
            "number": notice.number,
            "given_on": notice.given_on,
            "lapses_on": notice.lapses_on,
            "explanation": notice.explanation.as_data() if notice.explanation else {},
        }
        for held, notice in given
    ]
    write_rows(Notice, rows)
    write_messages([message_of(held, notice) for held, notice in given], on=on)
    return len(rows)


def _write_periods(plans: Sequence[tuple[Held, Plan]]) -> int:
    """Give how many are new."""
    fresh: list[dict[str, Any]] = []
    gained: list[tuple[Held, RunPeriod, Explanation | None]] = []
    for held, plan in plans:
        told = dict(plan.told)
        for run in plan.periods:
            if run.number in held.periods:
                gained.append((held, run, told.get(run.number)))
            else:
                fresh.append(_as_row(held, run, told[run.number].as_data()))
    write_rows(Period, fresh)
    _write_gains(gained)
    return len(fresh)


def _write_gains(gained: Sequence[tuple[Held, RunPeriod, Explanation | None]]) -> None:
    if not gained:
        return
    for held, run, _told in gained:
        earlier = held.periods[run.number]
        if earlier.state is not run.state:
            Period(state=earlier.state).move("meet_late")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE entitlements_period p SET state = n.state, used_minor = n.used, granted_minor = n.granted,
                explanation = coalesce(n.explanation, p.explanation)
            FROM unnest(%b::uuid[], %b::smallint[], %b::text[], %b::bigint[], %b::bigint[], %b::jsonb[])
                AS n (entitlement_id, number, state, used, granted, explanation)
            WHERE p.entitlement_id = n.entitlement_id AND p.number = n.number
            """,
            [
                [held.row.id for held, _run, _told in gained],
                [run.number for _held, run, _told in gained],
                [run.state.value for _held, run, _told in gained],
                [run.used for _held, run, _told in gained],
                [run.granted for _held, run, _told in gained],
                [Jsonb(told.as_data()) if told else None for _held, _run, told in gained],
            ],
        )


def _as_row(held: Held, run: RunPeriod, explanation: dict[str, Any]) -> dict[str, Any]:
    return {
        "entitlement_id": held.row.id,
        "number": run.number,
        "starts_on": run.starts_on,
        "ends_on": run.ends_on,
        "due_on": run.due_on,
        "whole": run.whole,
        "state": run.state.value,
        "opening_balance_minor": run.opening_balance,
        "used_minor": run.used,
        "granted_minor": run.granted,
        "explanation": explanation,
    }


def _write_moves(plans: Sequence[tuple[Held, Plan]]) -> list[str]:
    """Give the names of the moves."""
    rows: list[dict[str, Any]] = []
    steps: dict[int, dict[UUID, str]] = {}
    for held, plan in plans:
        for number, move in enumerate(plan.moves, start=1):
            held.row.move(move.name)
            steps.setdefault(number, {})[held.row.id] = str(held.row.state)
            rows.append(
                {
                    "entitlement_id": held.row.id,
                    "number": len(held.standing.moves) + number,
                    "name": move.name,
                    "to": move.to.value,
                    "on": move.on,
                    "reason": move.reason,
                    "explanation": move.explanation.as_data() if move.explanation else None,
                }
            )
    write_rows(Move, rows)
    for states in steps.values():
        _write_states(states)
    return [row["name"] for row in rows]


def _write_states(states: dict[UUID, str]) -> None:
    # The first moves of all together, then the second ones: the table's own triggers judge each move by itself.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE entitlements_entitlement e SET state = n.state"
            " FROM unnest(%b::uuid[], %b::text[]) AS n (id, state) WHERE e.id = n.id",
            [list(states), list(states.values())],
        )


def _write_standings(plans: Sequence[tuple[Held, Plan]]) -> None:
    rows = [(held.row, plan) for held, plan in plans]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE entitlements_entitlement e SET opened = n.opened, missed_count = n.missed,
                next_due_on = n.next_due_on, booked_count = n.booked, granted_count = n.granted
            FROM unnest(%b::uuid[], %b::boolean[], %b::smallint[], %b::date[], %b::integer[], %b::smallint[])
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
