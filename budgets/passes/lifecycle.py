from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class PassState(models.TextChoices):
    ACTIVE = "ACTIVE", "works at shops"
    BLOCKED = "BLOCKED", "does not work until it is unblocked; what is on it stays"
    LOST = "LOST", "was reported lost and never works again; what is on it stays"
    REPLACED = "REPLACED", "another took its place, with all that was on it"


LIVE = (PassState.ACTIVE, PassState.BLOCKED)
"""A person has one pass of these at a time."""


class PassLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(PassState, PassState.ACTIVE)

    class Meta:
        abstract = True

    @transition(state, source=PassState.ACTIVE, target=PassState.BLOCKED)
    def block(self) -> None: ...

    @transition(state, source=PassState.BLOCKED, target=PassState.ACTIVE)
    def unblock(self) -> None: ...

    @transition(state, source=[PassState.ACTIVE, PassState.BLOCKED], target=PassState.LOST)
    def report_lost(self) -> None: ...

    @transition(state, source=[PassState.ACTIVE, PassState.BLOCKED, PassState.LOST], target=PassState.REPLACED)
    def replace(self) -> None: ...
