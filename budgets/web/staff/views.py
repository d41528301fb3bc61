"""The report of a municipality for its officers, as a page and as JSON: numbers only."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.access.audience import Audience
from budgets.exports.report import get_report
from budgets.web.base.visitors import Visitor, page_of
from budgets.web.staff.figures import SCHEME_COLUMNS, draw_fund, list_scheme_rows, write_day


@require_safe
@page_of(Audience.OFFICER)
def show_report(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the report of the municipality of an officer."""
    report = get_report()
    page: dict[str, Any] = {
        "report": report,
        "funds": [draw_fund(fund) for fund in report["funds"]],
        "columns": [word for _key, word in SCHEME_COLUMNS],
        "rows": list_scheme_rows(report["schemes"]),
        "last_day": write_day(report["on"]),
    }
    return render(request, "staff/report.html", page)


@require_safe
@page_of(Audience.OFFICER)
def give_report(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Give the same report as JSON."""
    return JsonResponse(get_report(), json_dumps_params={"ensure_ascii": False})
