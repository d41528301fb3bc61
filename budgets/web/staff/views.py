"""The report of a municipality as a page and as JSON: numbers only, so nobody has to say who they are."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budgets.exports.report import get_report_of, list_municipalities
from budgets.web.staff.figures import SCHEME_COLUMNS, draw_fund, list_scheme_rows, write_day

STYLE = Path(__file__).with_name("stijl.css")


@require_safe
def show_report(request: HttpRequest) -> HttpResponse:
    """Show the report of the municipality that `?gemeente=` names, or of the only one there is."""
    municipalities = list_municipalities()
    report = _report(request, municipalities)
    asked = request.GET.get("gemeente")
    page: dict[str, Any] = {"municipalities": municipalities, "report": report, "asked": asked}
    if report:
        page |= {
            "funds": [draw_fund(fund) for fund in report["funds"]],
            "columns": [word for _key, word in SCHEME_COLUMNS],
            "rows": list_scheme_rows(report["schemes"]),
            "last_day": write_day(report["on"]),
        }
    return render(request, "staff/report.html", page, status=404 if asked and report is None else 200)


@require_safe
def give_report(request: HttpRequest) -> HttpResponse:
    """Give the same report as JSON; 404 as a problem when there is none."""
    report = _report(request, list_municipalities())
    if report is not None:
        return JsonResponse(report, json_dumps_params={"ensure_ascii": False})
    problem = {"status": 404, "code": "municipality-unknown", "title": "Noem een gemeente die er is met ?gemeente=."}
    return JsonResponse(problem, status=404, content_type="application/problem+json")


@require_safe
def give_style(request: HttpRequest) -> FileResponse:
    """Give the style sheet."""
    return FileResponse(STYLE.open("rb"), content_type="text/css; charset=utf-8")


def _report(request: HttpRequest, municipalities: list[tuple[str, str]]) -> dict[str, Any] | None:
    only = municipalities[0][0] if len(municipalities) == 1 else ""
    # A null byte cannot be in a code, and the database would not even look for it.
    return get_report_of(request.GET.get("gemeente", only).replace("\0", ""))
