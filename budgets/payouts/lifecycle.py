from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class BatchState(models.TextChoices):
    DRAFT = "DRAFT", "lines are being put in; no file yet"
    PREPARED = "PREPARED", "the file is fixed and waits for two approvals"
    APPROVED = "APPROVED", "two officers approved exactly this file"
    HANDED_OVER = "HANDED_OVER", "given out to be sent to the bank; booked as in transit"
    DISCARDED = "DISCARDED", "let go before it left; what it would have paid is due again"


class BatchLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(BatchState, BatchState.DRAFT)

    class Meta:
        abstract = True

    @transition(state, source=BatchState.DRAFT, target=BatchState.PREPARED)
    def prepare(self) -> None: ...

    @transition(state, source=BatchState.PREPARED, target=BatchState.APPROVED)
    def approve(self) -> None: ...

    @transition(state, source=BatchState.APPROVED, target=BatchState.HANDED_OVER)
    def hand_over(self) -> None: ...

    @transition(state, source=[BatchState.PREPARED, BatchState.APPROVED], target=BatchState.DISCARDED)
    def discard(self) -> None: ...
