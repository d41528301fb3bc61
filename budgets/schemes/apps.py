from django.apps import AppConfig


class SchemesConfig(AppConfig):
    name = "budgets.schemes"
    label = "schemes"
