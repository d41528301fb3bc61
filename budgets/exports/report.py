"""The report of a municipality: numbers and sums only, nothing about a person. Amounts in minor units."""

from datetime import date
from typing import Any

from budgets.entitlements.counting import SchemeCounts, count_people, list_scheme_counts
from budgets.evidence.queries import sum_hours
from budgets.exports.books import check_books
from budgets.exports.payments import list_payment_files, sum_paid_out
from budgets.exports.shopping import get_shopping
from budgets.funding.queries import FundPosition, get_positions, list_funds
from budgets.operation import municipal_transaction
from budgets.schemes.catalogue import get_scheme
from budgets.stock.queries import PointStock, list_stock
from ledger import tenant
from ledger.balances import find_last_day
from ledger.models import Municipality


def list_municipalities() -> list[tuple[str, str]]:
    """Give the code and the name of every municipality that has a book."""
    return list(Municipality.objects.order_by("code").values_list("code", "name"))


def get_report(*, on: date | None = None) -> dict[str, Any]:
    """Give the report of the served municipality up to the end of a day; without one, of all that is booked."""
    municipality = Municipality.objects.get(id=tenant.current())
    with municipal_transaction():
        last_day = on or find_last_day()
        paid = sum_paid_out(on)
        report = {
            "municipality": municipality.code,
            "name": municipality.name,
            "on": last_day.isoformat() if last_day else None,
            "people": count_people(on),
            "hours": str(sum_hours(on)),
            "schemes": [_scheme(counts, paid) for counts in list_scheme_counts(on)],
            "funds": [_fund(position) for position in get_positions(list_funds(), as_of=on).funds],
            "stock": [_point(point) for point in list_stock(on=last_day)] if last_day else [],
            "shopping": get_shopping(on),
            "payment_files": list_payment_files(on),
        }
    return report | {"invariants": _invariants()}


def _scheme(counts: SchemeCounts, paid: dict[str, int]) -> dict[str, Any]:
    return {
        "scheme": counts.scheme,
        "name": get_scheme(counts.scheme).name,
        "unit": counts.unit.value,
        "people": counts.people,
        "active": counts.active,
        "suspended": counts.suspended,
        "stopped": counts.stopped,
        "ended": counts.ended,
        "stops": counts.stops,
        "openings": counts.openings,
        "refills": counts.refills,
        "gifts": counts.gifts,
        "by_hours": counts.by_hours,
        "late": counts.late,
        "granted_minor": counts.granted_minor,
        "lapsed_minor": counts.lapsed_minor,
        "paid_out_minor": paid.get(counts.scheme, 0),
    }


def _point(point: PointStock) -> dict[str, Any]:
    return {"name": point.name, "packs": point.packs, "issued": point.issued, "is_low": point.is_low}


def _fund(position: FundPosition) -> dict[str, Any]:
    return {
        "fund": position.code,
        "name": position.name,
        "scheme": position.scheme,
        "given_minor": position.given,
        "committed_minor": position.committed,
        "spent_minor": position.spent,
        "free_minor": position.free,
        "lapsed_minor": position.lapsed,
        "written_off_minor": position.written_off,
    }


def _invariants() -> dict[str, Any]:
    checks = check_books()
    broken = [check.name for check in checks if check.rows]
    return {"hold": len(checks) - len(broken), "of": len(checks), "broken": broken}
