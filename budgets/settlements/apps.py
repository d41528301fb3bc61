from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    name = "budgets.settlements"
    label = "settlements"
