from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "budgets.parties"
    label = "parties"
