"""The addresses of the site; each audience adds its own under `budgets/web`."""

from django.urls import URLPattern, URLResolver, include, path

from ops.metrics import show_metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("metrics", show_metrics, name="metrics"),
    path("", include("budgets.web.base.urls")),
    path("gemeente", include("budgets.web.staff.urls")),
    path("kassa", include("budgets.web.shop.urls")),
    path("pas", include("budgets.web.participant.urls")),
]
handler404 = "budgets.web.base.views.say_missing"
handler500 = "budgets.web.base.views.say_failed"
