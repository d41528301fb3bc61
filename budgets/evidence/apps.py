from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "budgets.evidence"
    label = "evidence"
