from django.db import models
from django_fsm import FSMModelMixin, transition

from budgets.lifecycles import Moving, state_field


class ShopState(models.TextChoices):
    APPLIED = "APPLIED", "asked to take part; nothing can be spent there"
    APPROVED = "APPROVED", "takes part, for the schemes and activities it is approved for"
    REJECTED = "REJECTED", "does not take part; it may apply again"
    BLOCKED = "BLOCKED", "nothing can be spent there for now; what it is owed stays owed"


class ShopLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(ShopState, ShopState.APPLIED)

    class Meta:
        abstract = True

    @transition(state, source=ShopState.APPLIED, target=ShopState.APPROVED)
    def approve(self) -> None: ...

    @transition(state, source=ShopState.APPLIED, target=ShopState.REJECTED)
    def reject(self) -> None: ...

    @transition(state, source=ShopState.REJECTED, target=ShopState.APPLIED)
    def apply_again(self) -> None: ...

    @transition(state, source=ShopState.APPROVED, target=ShopState.BLOCKED)
    def block(self) -> None: ...

    @transition(state, source=ShopState.BLOCKED, target=ShopState.APPROVED)
    def unblock(self) -> None: ...


class ChangeState(models.TextChoices):
    ASKED = "ASKED", "another account was asked for; the old contact was told"
    APPROVED = "APPROVED", "another than who asked agreed; it waits for its day"
    DONE = "DONE", "it is the account that is paid to"
    WITHDRAWN = "WITHDRAWN", "will not happen"


class ChangeLifecycle(FSMModelMixin, Moving, models.Model):
    state = state_field(ChangeState, ChangeState.ASKED)

    class Meta:
        abstract = True

    @transition(state, source=ChangeState.ASKED, target=ChangeState.APPROVED)
    def approve(self) -> None: ...

    @transition(state, source=ChangeState.APPROVED, target=ChangeState.DONE)
    def settle(self) -> None: ...

    @transition(state, source=[ChangeState.ASKED, ChangeState.APPROVED], target=ChangeState.WITHDRAWN)
    def withdraw(self) -> None: ...
