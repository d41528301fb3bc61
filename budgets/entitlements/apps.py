from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "budgets.entitlements"
    label = "entitlements"
