from django.apps import AppConfig


class RedemptionsConfig(AppConfig):
    name = "budgets.redemptions"
    label = "redemptions"

    def ready(self) -> None:
        """This will add what must be true of purchases to the invariants, for whoever asks them."""
        from budgets.redemptions import invariants  # noqa: F401 - being there is what it does
