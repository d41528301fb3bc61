from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "budgets.access"
    label = "access"
