from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "budgets.funding"
    label = "funding"
