from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class MessageState(models.TextChoices):
    QUEUED = "QUEUED", "written; it goes out with the next that are sent"
    SENDING = "SENDING", "was handed over and no answer came: nobody knows whether it arrived, so it is not sent again"
    SENT = "SENT", "was taken by who delivers it"
    FAILED = "FAILED", "was refused, and did not arrive; a person must look"


class MessageLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(MessageState, MessageState.QUEUED)

    class Meta:
        abstract = True

    @transition(state, source=MessageState.QUEUED, target=MessageState.SENDING)
    def take(self) -> None: ...

    @transition(state, source=MessageState.SENDING, target=MessageState.SENT)
    def deliver(self) -> None: ...

    @transition(state, source=MessageState.SENDING, target=MessageState.QUEUED)
    def put_back(self) -> None: ...

    @transition(state, source=MessageState.SENDING, target=MessageState.FAILED)
    def fail(self) -> None: ...

    @transition(state, source=[MessageState.SENDING, MessageState.FAILED], target=MessageState.QUEUED)
    def send_again(self) -> None: ...
