from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "budgets.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        """This will add what must be true of passes to the invariants, for whoever asks them."""
        from budgets.entitlements import invariants  # noqa: F401 - being there is what it does
