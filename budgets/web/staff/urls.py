"""The addresses of the pages for staff."""

from django.urls import path

from budgets.web.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.show_report, name="report"),
    path(".json", views.give_report, name="report-json"),
]
