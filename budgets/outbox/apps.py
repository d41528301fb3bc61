from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "budgets.outbox"
    label = "outbox"
