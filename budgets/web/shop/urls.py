"""The addresses of the till."""

from django.urls import path

from budgets.web.shop import views

app_name = "shop"
urlpatterns = [
    path("", views.show_till, name="till"),
    path("/manifest.json", views.give_manifest, name="manifest"),
]
