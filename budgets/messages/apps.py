from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "budgets.messages"
    label = "messages"
