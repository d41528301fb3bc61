from django.apps import AppConfig


class RedemptionsConfig(AppConfig):
    name = "budgets.redemptions"
    label = "redemptions"
