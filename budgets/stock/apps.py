from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "budgets.stock"
    label = "stock"
