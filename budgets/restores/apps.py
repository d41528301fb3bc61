from django.apps import AppConfig


class RestoresConfig(AppConfig):
    name = "budgets.restores"
    label = "restores"
