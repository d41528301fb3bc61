"""The addresses of the site; each audience adds its own under `budgets/web`."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("budgets.web.staff.urls"))]
