"""The addresses of the site; each audience adds its own under `budgets/web`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
