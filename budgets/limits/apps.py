from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "budgets.limits"
    label = "limits"
