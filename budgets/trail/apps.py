from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "budgets.trail"
    label = "trail"
