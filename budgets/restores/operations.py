"""Ending restore mode, by a person and with a reason."""

from datetime import date

from django.db.models.functions import Now

from budgets.operation import Actor, operation
from budgets.restores.models import Restore
from budgets.restores.queries import Waiting, find_restore_mode
from budgets.restores.refusals import ConfirmationIncomplete, NothingToConfirm
from budgets.trail.record import record


@operation
def confirm_restore(*, reason: str, actor: Actor, on: date) -> Waiting:
    """This will end restore mode of the served municipality on the word of `actor`, and give what was confirmed.

    :raises ConfirmationIncomplete: nobody, or no reason, is named
    :raises NothingToConfirm: it is not in restore mode
    """
    said = {"name": actor.name.strip(), "reason": reason.strip()}
    for what, text in said.items():
        if not text:
            raise ConfirmationIncomplete(missing=what)
    restores = list(Restore.objects.select_for_update().filter(confirmed_at=None).order_by("restored_at", "id"))
    waiting = find_restore_mode()
    if waiting is None:
        raise NothingToConfirm
    for restore in restores:
        restore.confirmed_at, restore.confirmed_by, restore.reason = Now(), said["name"], said["reason"]
        restore.save(update_fields=["confirmed_at", "confirmed_by", "reason"])
        record(
            said["name"],
            "restore.confirmed",
            on=on,
            subject=restore.id,
            backup=restore.backup,
            backup_at=restore.backup_at,
            reason=said["reason"],
        )
    return waiting
