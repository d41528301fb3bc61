from django.apps import AppConfig


class PassesConfig(AppConfig):
    name = "budgets.passes"
    label = "passes"
