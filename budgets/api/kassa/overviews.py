"""What a shop may look back at: its own receipts, the totals of a day, and what was settled with it."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from budgets.api.kassa.bodies import (
    UNITS,
    Day,
    Receipt,
    Receipts,
    SettledLine,
    Settlement,
    SettlementInFull,
    Settlements,
    Total,
    Totals,
)
from budgets.api.kassa.payments import bestedingen
from budgets.api.kassa.telling import STATUSES, as_json
from budgets.api.kassa.tills import Knocking, day_of
from budgets.operation import reading
from budgets.redemptions import queries as redemptions
from budgets.settlements.queries import SettlementRow, list_settlements
from budgets.settlements.receipts import get_settlement
from budgets.settlements.statement import as_csv, as_pdf, get_statement

overzichten = Router(tags=["overzichten"], by_alias=True)
NAMES_OF_UNITS = {unit.value: name for name, unit in UNITS.items()}
SETTLED = {"PREPARED": "klaargezet", "PAID": "betaald"}
KINDS = {"SPENT": "besteding", "REFUNDED": "retour"}
FILES = {"text/csv": ("csv", as_csv), "application/pdf": ("pdf", as_pdf)}
_A_DAY = timedelta(days=1)


@bestedingen.get("", response=Receipts, summary="De bonnen van een dag")
def lijst_bestedingen(request: HttpRequest, datum: Day | None = None) -> HttpResponse:
    """Geeft de betalingen van de eigen winkel op een dag (zonder `datum` vandaag), de eerste eerst."""
    knocking, on = _asked(request, datum)
    found = reading(redemptions.list_receipts)(knocking.till.shop_id, on)
    return as_json(Receipts(on=on, receipts=[_receipt(each) for each in found]))


@bestedingen.get(
    "/{uuid:id}",
    response=Receipt,
    summary="Eén bon",
    openapi_extra={"x-codes": ["redemption-unknown"]},
)
def toon_besteding(request: HttpRequest, id: UUID) -> HttpResponse:
    """Geeft een betaling van de eigen winkel."""
    knocking, _on = _asked(request, None)
    return as_json(_receipt(reading(redemptions.get_receipt)(knocking.till, id)))


@overzichten.get("/dagtotalen", response=Totals, summary="De totalen van een dag")
def dagtotalen(request: HttpRequest, datum: Day | None = None) -> HttpResponse:
    """Geeft per locatie en soort wat er op een dag (zonder `datum` vandaag) is geboekt, in centen."""
    knocking, on = _asked(request, datum)
    found = reading(redemptions.day_totals)(knocking.till.shop_id, on)
    totals = [
        Total(location=each.location, kind=KINDS[each.kind], count=each.count, amount=each.euro_minor) for each in found
    ]
    return as_json(Totals(on=on, totals=totals))


@overzichten.get("/afrekeningen", response=Settlements, summary="De afrekeningen")
def afrekeningen(request: HttpRequest) -> HttpResponse:
    """Geeft wat er met de eigen winkel is afgerekend, de laatste eerst."""
    knocking, _on = _asked(request, None)
    found = reading(list_settlements)(knocking.till.shop_id)
    settlements = [Settlement(**_settled(each)) for each in found if each.state in SETTLED]
    return as_json(Settlements(settlements=settlements))


@overzichten.get(
    "/afrekeningen/{uuid:id}",
    response=SettlementInFull,
    summary="Eén afrekening, met elke bon",
    openapi_extra={"x-codes": ["settlement-unknown"], "x-files": [*FILES]},
)
def afrekening(request: HttpRequest, id: UUID) -> HttpResponse:
    """Geeft een afrekening met elke bon en retour; met `Accept: text/csv` of `application/pdf` als bestand."""
    knocking, _on = _asked(request, None)
    kind = _kind_wanted(request)
    if kind in FILES:
        return _as_file(knocking.till.shop_id, id, kind)
    found = reading(get_settlement)(knocking.till.shop_id, id)
    lines = [
        SettledLine(
            on=each.on,
            receipt=each.receipt,
            location=each.location,
            activity=each.activity,
            amount=each.amount_minor,
        )
        for each in found.lines
    ]
    return as_json(SettlementInFull(**_settled(found.settlement), lines=lines))


def _asked(request: HttpRequest, datum: date | None) -> tuple[Knocking, date]:
    knocking: Knocking = request.auth  # type: ignore[attr-defined]
    return knocking, datum or day_of(knocking.at)


def _kind_wanted(request: HttpRequest) -> str:
    """Give the first kind that is asked of those that there are."""
    asked = [each.partition(";")[0].strip() for each in request.headers.get("Accept", "")[:200].split(",")]
    return next((each for each in asked if each in (*FILES, "application/json")), "application/json")


def _receipt(found: redemptions.Receipt) -> Receipt:
    said = asdict(found) | {
        "status": STATUSES[found.status],
        "unit": NAMES_OF_UNITS[found.unit],
        "booked_at": found.booked_at or found.made_at,
    }
    return Receipt(**said)


def _settled(row: SettlementRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "status": SETTLED[row.state],
        "first": row.since,
        "last": row.until - _A_DAY,
        "spent": row.spent_minor,
        "refunded": row.refunded_minor,
        "fee": row.fee_minor,
        "paid": row.paid_minor,
        "paid_on": row.paid_on,
    }


def _as_file(shop_id: UUID, settlement_id: UUID, kind: str) -> HttpResponse:
    statement = reading(get_statement)(shop_id, settlement_id)
    ending, write = FILES[kind]
    named = {"Content-Disposition": f'attachment; filename="{statement.file_name(ending)}"'}
    return HttpResponse(write(statement), content_type=kind, headers=named)
