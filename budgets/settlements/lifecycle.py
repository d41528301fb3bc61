from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class SettlementState(models.TextChoices):
    DRAFT = "DRAFT", "receipts are being put in"
    PREPARED = "PREPARED", "adds up, and waits for a payment batch"
    PAID = "PAID", "its batch was handed over; booked as in transit"


class SettlementLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(SettlementState, SettlementState.DRAFT)

    class Meta:
        abstract = True

    @transition(state, source=SettlementState.DRAFT, target=SettlementState.PREPARED)
    def prepare(self) -> None: ...

    @transition(state, source=SettlementState.PREPARED, target=SettlementState.PAID)
    def pay(self) -> None: ...
