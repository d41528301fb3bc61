from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "budgets.trail"
    label = "trail"

    def ready(self) -> None:
        """This will let the relay of the outbox tell of entries to who counts them."""
        from budgets.trail.figures import count_booked
        from ledger.outbox import LISTENERS

        LISTENERS.append(count_booked)
