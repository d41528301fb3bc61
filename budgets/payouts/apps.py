from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "budgets.payouts"
    label = "payouts"

    def ready(self) -> None:
        """This will add what must be true of payments to the invariants, for whoever asks them."""
        from budgets.payouts import invariants  # noqa: F401 - being there is what it does
