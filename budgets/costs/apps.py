from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "budgets.costs"
    label = "costs"
