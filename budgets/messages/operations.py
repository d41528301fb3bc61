"""What officers do about messages: send again, and note which letters were printed."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from django.db.models.functions import Now

from budgets.messages.lifecycle import MessageState
from budgets.messages.models import Channel, Message
from budgets.messages.refusals import MessageUnknown
from budgets.messages.writing import SEND
from budgets.operation import Actor, operation
from budgets.outbox.asking import ask
from budgets.trail.record import record, record_all


@operation
def send_again(*, message_id: UUID, actor: Actor, on: date) -> None:
    """This will let a message go out again that was refused, or of which nobody knows whether it arrived.

    :raises MessageUnknown: it is not there
    :raises NotAllowedInState: it waits already, or was sent
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise MessageUnknown(message=message_id)
    _queue_again(message)
    ask(SEND, str(uuid4()), on=on)
    record(actor.name, "message.sent_again", on=on, subject=message.id)


@operation
def send_failed_again(*, actor: Actor, on: date) -> int:
    """This will let all messages go out again that were refused for good, and give how many."""
    failed = Message.objects.select_for_update().filter(state=MessageState.FAILED).order_by("id")
    again = list(failed)
    for message in again:
        _queue_again(message)
    if again:
        ask(SEND, str(uuid4()), on=on)
    record_all(actor.name, "message.sent_again", {message.id: {} for message in again}, on=on)
    return len(again)


def _queue_again(message: Message) -> None:
    message.move("send_again")
    message.tries, message.taken_at = 0, None
    message.save(update_fields=["state", "tries", "taken_at"])


@operation
def note_printed(*, message_ids: Collection[UUID], actor: Actor, on: date) -> int:
    """This will note that letters were printed and go out by post, and give how many; one that was noted before stays
    as it is.
    """
    waiting = Message.objects.select_for_update().filter(
        pk__in=message_ids, channel=Channel.LETTER, state=MessageState.QUEUED
    )
    count = 0
    for letter in waiting.order_by("id"):
        letter.move("take")
        letter.tries += 1
        letter.taken_at = Now()
        letter.save(update_fields=["state", "tries", "taken_at"])
        letter.move("deliver")
        letter.sent_at = Now()
        letter.save(update_fields=["state", "sent_at"])
        record(actor.name, "message.printed", on=on, subject=letter.id)
        count += 1
    return count
