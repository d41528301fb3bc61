"""The API of tills: who knocks is known before anything is read, and every "no" leaves in one form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from budgets.api.door import VERSION
from budgets.api.fouten import list_errors
from budgets.api.kassa import endings  # noqa: F401 - adds its calls to those of payments
from budgets.api.kassa.overviews import overzichten
from budgets.api.kassa.pairing import apparaten
from budgets.api.kassa.payments import bestedingen
from budgets.api.kassa.tills import TillToken, serving_its_municipality
from budgets.api.problems import language_of, problem
from budgets.api.strict_json import read_object
from budgets.limits.limiting import TooManyTries
from ledger.database import InProgress
from ledger.refusal import Refusal

_SOON = 1


class _NotJson(Exception):
    """The body says that it is something else."""


class _StrictParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise _NotJson
        return read_object(request.body)


class _Kassa(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


kassa = _Kassa(
    title="Kassa",
    version=VERSION,
    urls_namespace="kassa",
    openapi_url=None,
    docs_url=None,
    auth=TillToken(),
    parser=_StrictParser(),
)
kassa.add_decorator(serving_its_municipality)
kassa.add_router("/apparaten", apparaten)
kassa.add_router("/bestedingen", bestedingen)
kassa.add_router("", overzichten)


@kassa.exception_handler(Refusal)
def _tell_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    wait = refusal.facts["seconds"] if isinstance(refusal, TooManyTries) else None
    soon = _SOON if isinstance(refusal, InProgress) else wait
    return problem(request, refusal.code, facts=refusal.facts, retry_after=soon)


@kassa.exception_handler(ValidationError)
def _tell_errors(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, "invalid-request", errors=list_errors(error.errors, language_of(request)))


@kassa.exception_handler(AuthenticationError)
def _tell_not_known(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, "not-authenticated")


@kassa.exception_handler(HttpError)
def _tell_unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    # The library says so of every body that its parser did not take.
    other = isinstance(error.__cause__, _NotJson)
    return problem(request, "unsupported-media-type" if other else "invalid-request")
