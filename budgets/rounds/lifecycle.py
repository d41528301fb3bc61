from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class RoundState(models.TextChoices):
    DRAFT = "DRAFT", "claims come in; nothing is promised"
    PROPOSED = "PROPOSED", "a factor is proposed, with what each household would get; it waits for a second person"
    APPROVED = "APPROVED", "another than who proposed it agreed to exactly these contributions"
    LOCKED = "LOCKED", "the factor is fixed; contributions are awarded, and can only rise"
    CLOSED = "CLOSED", "over; nothing changes any more"


class RoundLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(RoundState, RoundState.DRAFT)

    class Meta:
        abstract = True

    @transition(state, source=RoundState.DRAFT, target=RoundState.PROPOSED)
    def propose(self) -> None: ...

    @transition(state, source=RoundState.PROPOSED, target=RoundState.APPROVED)
    def approve(self) -> None: ...

    @transition(state, source=[RoundState.PROPOSED, RoundState.APPROVED], target=RoundState.DRAFT)
    def revise(self) -> None: ...

    @transition(state, source=RoundState.APPROVED, target=RoundState.LOCKED)
    def lock(self) -> None: ...

    @transition(state, source=RoundState.LOCKED, target=RoundState.CLOSED)
    def close(self) -> None: ...
