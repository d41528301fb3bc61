from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class State(models.TextChoices):
    PROPOSED = "PROPOSED", "waits for a decision; nothing is promised"
    REFUSED = "REFUSED", "decided no; the reasons are in the decision"
    WITHDRAWN = "WITHDRAWN", "wanted no longer, or never, by the person; nothing was decided"
    ACTIVE = "ACTIVE", "promised; grants arrive each period"
    SUSPENDED = "SUSPENDED", "paused; what was granted stays usable"
    STOPPED = "STOPPED", "no new grants; what is left stays with the person"
    ENDED = "ENDED", "closed; balance spent or released to the fund by its terms"


NEVER_AWARDED = (State.REFUSED, State.WITHDRAWN)
"""The ends of what was proposed and never promised anything."""


class PeriodState(models.TextChoices):
    UPCOMING = "UPCOMING", "has not begun"
    OPEN = "OPEN", "runs now"
    MET = "MET", "what was asked was done; the grant follows from it"
    MISSED = "MISSED", "less was done than was asked; nothing was used and nothing granted"
    PAUSED = "PAUSED", "the entitlement was suspended; nothing was used, granted or counted"
    CLOSED = "CLOSED", "over, with nothing to judge"


class RunState(models.TextChoices):
    PLANNED = "PLANNED", "cut into chunks; nothing is done yet"
    RUNNING = "RUNNING", "some chunks are done"
    DONE = "DONE", "every chunk is done"


class EntitlementLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(State, State.PROPOSED)

    class Meta:
        abstract = True

    @transition(state, source=State.PROPOSED, target=State.ACTIVE)
    def award(self) -> None: ...

    @transition(state, source=State.PROPOSED, target=State.REFUSED)
    def refuse(self) -> None: ...

    @transition(state, source=State.PROPOSED, target=State.WITHDRAWN)
    def withdraw(self) -> None: ...

    @transition(state, source=State.ACTIVE, target=State.SUSPENDED)
    def suspend(self) -> None: ...

    @transition(state, source=State.SUSPENDED, target=State.ACTIVE)
    def resume(self) -> None: ...

    @transition(state, source=[State.ACTIVE, State.SUSPENDED], target=State.STOPPED)
    def stop(self) -> None: ...

    @transition(state, source=State.STOPPED, target=State.ACTIVE)
    def restart(self) -> None: ...

    @transition(state, source=State.STOPPED, target=State.ACTIVE)
    def undo_stop(self) -> None: ...

    @transition(state, source=[State.ACTIVE, State.SUSPENDED, State.STOPPED], target=State.ENDED)
    def end(self) -> None: ...


class PeriodLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(PeriodState, PeriodState.OPEN)

    class Meta:
        abstract = True

    @transition(state, source=[PeriodState.MISSED, PeriodState.CLOSED], target=PeriodState.MET)
    def meet_late(self) -> None: ...


class RunLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(RunState, RunState.PLANNED)

    class Meta:
        abstract = True

    @transition(state, source=RunState.PLANNED, target=RunState.RUNNING)
    def begin(self) -> None: ...

    @transition(state, source=[RunState.PLANNED, RunState.RUNNING], target=RunState.DONE)
    def finish(self) -> None: ...
