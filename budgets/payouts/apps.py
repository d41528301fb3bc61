from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "budgets.payouts"
    label = "payouts"
