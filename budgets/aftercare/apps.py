from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "budgets.aftercare"
    label = "aftercare"
