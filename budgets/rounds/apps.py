from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "budgets.rounds"
    label = "rounds"
