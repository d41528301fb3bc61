from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class RedemptionState(models.TextChoices):
    HELD = "HELD", "set aside at a till, and not taken yet"
    CAPTURED = "CAPTURED", "taken: the shop is owed it"
    CANCELLED = "CANCELLED", "given up by the shop before it was taken"
    EXPIRED = "EXPIRED", "its time was over before it was taken"
    REFUNDED = "REFUNDED", "taken, and all of it given back"


class RedemptionLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(RedemptionState, RedemptionState.CAPTURED)

    class Meta:
        abstract = True

    @transition(state, source=RedemptionState.HELD, target=RedemptionState.CAPTURED)
    def capture(self) -> None: ...

    @transition(state, source=RedemptionState.HELD, target=RedemptionState.CANCELLED)
    def cancel(self) -> None: ...

    @transition(state, source=RedemptionState.HELD, target=RedemptionState.EXPIRED)
    def expire(self) -> None: ...

    @transition(state, source=RedemptionState.CAPTURED, target=RedemptionState.REFUNDED)
    def refund_all(self) -> None: ...
