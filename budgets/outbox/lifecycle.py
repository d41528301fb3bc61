from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class JobState(models.TextChoices):
    WAITING = "WAITING", "asked for; a worker takes it when its time has come"
    RUNNING = "RUNNING", "a worker does it now"
    DONE = "DONE", "done; the same is not done again"
    DEAD = "DEAD", "given up after five tries; a person must look, and the others go on"


class JobLifecycle(FSMModelMixin, Moving):
    state = state_field(JobState, JobState.WAITING)

    class Meta:
        abstract = True

    @transition(state, source=JobState.WAITING, target=JobState.RUNNING)
    def take(self) -> None: ...

    @transition(state, source=JobState.RUNNING, target=JobState.WAITING)
    def put_back(self) -> None: ...

    @transition(state, source=JobState.RUNNING, target=JobState.DONE)
    def finish(self) -> None: ...

    @transition(state, source=JobState.RUNNING, target=JobState.DEAD)
    def give_up(self) -> None: ...

    @transition(state, source=JobState.DEAD, target=JobState.WAITING)
    def revive(self) -> None: ...
