from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "budgets.shops"
    label = "shops"
