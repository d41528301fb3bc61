"""The addresses below /api."""

from django.urls import path

from budgets.api.kassa.api import kassa
from budgets.api.kassa.openapi import give_openapi

urlpatterns = [
    path("api/kassa/v1/openapi.json", give_openapi, name="kassa-openapi"),
    path("api/kassa/v1/", kassa.urls),
]
