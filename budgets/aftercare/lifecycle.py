from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class DutyState(models.TextChoices):
    OPEN = "OPEN", "someone still has to be looked after"
    DONE = "DONE", "it was done, and a note says how"


class DutyLifecycle(FSMModelMixin, Moving):
    state = state_field(DutyState, DutyState.OPEN)

    class Meta:
        abstract = True

    @transition(state, source=DutyState.OPEN, target=DutyState.DONE)
    def finish(self) -> None: ...
