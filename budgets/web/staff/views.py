"""The report of a municipality for its officers, as a page and as JSON: numbers only."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.access.audience import Audience
from budgets.exports.report import get_report
from budgets.web.base.context import language
from budgets.web.base.visitors import Visitor, page_of
from budgets.web.staff.figures import SCHEME_COLUMNS, draw_fund, list_scheme_rows
from budgets.web.staff.words import REPORT_WORDS


@require_safe
@page_of(Audience.OFFICER)
def show_report(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the report of the municipality of an officer."""
    report, lang = get_report(), language()
    page: dict[str, Any] = {
        "report": report,
        "funds": [draw_fund(fund, lang) for fund in report["funds"]],
        "columns": [REPORT_WORDS[lang][key] for key in SCHEME_COLUMNS],
        "rows": list_scheme_rows(report["schemes"], lang),
        "last_day": date.fromisoformat(report["on"]) if report["on"] else None,
    }
    return render(request, "staff/report.html", page)


@require_safe
@page_of(Audience.OFFICER)
def give_report(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Give the same report as JSON."""
    return JsonResponse(get_report(), json_dumps_params={"ensure_ascii": False})
