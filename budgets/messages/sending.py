"""Handing messages over: each is marked before it leaves, so it leaves at most once unless a person says otherwise.

Where no answer came the message stays marked (SENDING): whether it arrived is not known, and that is shown.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, When
from django.db.models.functions import Now

from budgets.messages.delivering import Deliverer, NotDelivered, NotNow, Outgoing, Unreachable
from budgets.messages.lifecycle import MessageState
from budgets.messages.models import Channel, Message
from budgets.operation import municipal_transaction

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (6, 18, 54, 162))
"""How long a message waits that was refused for now: after its first try, its second, and so on.

Servers that do not know us mostly want five minutes to pass, by a clock that starts after ours; those that take only so
many an hour want the hour to be over. So the five tries come after 0, 6, 24, 78 and 240 minutes, and a person can hear
on the same day of what is refused to the end.
"""
MOST_TRIES = len(PAUSES) + 1
MOST_AT_ONCE = 20


def send_some(deliverer: Deliverer, *, most: int = MOST_AT_ONCE) -> bool:
    """This will hand over the next messages, and say whether more may be ripe. Any number of workers may do so at once.

    One that is refused for now is ripe again after a pause, and is given up after five tries; the others go on.

    :raises Unreachable: nothing can be handed over now
    """
    for _number in range(most):
        taken = _take(deliverer.channels)
        if taken is None:
            return False
        _hand_over(deliverer, taken)
    return True


def find_pause(deliverer: Deliverer) -> timedelta | None:
    """Give how long it takes until the next message is ripe that was refused for now; None when there is none."""
    left = ExpressionWrapper(F("ripe_at") - Now(), output_field=DurationField())
    with municipal_transaction():
        pause: timedelta | None = _waiting(deliverer.channels).aggregate(pause=Min(left))["pause"]
        return pause


def _waiting(channels: frozenset[Channel]) -> QuerySet[Message]:
    """Give the messages that wait, each with when it is ripe, by the database's clock; None is now."""
    pauses = (When(tries=tries, then=F("taken_at") + pause) for tries, pause in enumerate(PAUSES, start=1))
    return Message.objects.filter(state=MessageState.QUEUED, channel__in=channels).annotate(
        ripe_at=Case(*pauses, default=F("taken_at"), output_field=DateTimeField())
    )


def _take(channels: frozenset[Channel]) -> Outgoing | None:
    """Mark the next message: one that was never refused comes before those that were."""
    with municipal_transaction():
        ripe = _waiting(channels).filter(Q(ripe_at=None) | Q(ripe_at__lte=Now()))
        row = ripe.select_for_update(skip_locked=True).order_by("tries", "made_on", "id").first()
        if row is None:
            return None
        row.move("take")
        row.tries += 1
        row.taken_at = Now()
        row.save(update_fields=["state", "tries", "taken_at"])
        return Outgoing(row.id, Channel(row.channel), row.address, row.subject, row.body)


def _hand_over(deliverer: Deliverer, message: Outgoing) -> None:
    try:
        deliverer.deliver(message)
    except Unreachable as away:
        _put_back_untried(message.id, str(away))
        raise
    except NotNow as refused:
        _end(message.id, "put_back", refused.code)
    except NotDelivered as refused:
        _end(message.id, "fail", refused.code)
    except Exception as unknown:
        _note(message.id, type(unknown).__name__)
        raise
    else:
        _end(message.id, "deliver", "")


def _end(message_id: UUID, move: str, code: str) -> None:
    with municipal_transaction():
        row = _hold(message_id)
        if row is None:
            return
        row.move("fail" if move == "put_back" and row.tries >= MOST_TRIES else move)
        row.failed_with = code
        row.sent_at = Now() if row.state == MessageState.SENT else None
        row.save(update_fields=["state", "failed_with", "sent_at"])


def _put_back_untried(message_id: UUID, code: str) -> None:
    """Leave a message as if it had not been taken: nothing was said about it, so it need not wait for its pause."""
    with municipal_transaction():
        row = _hold(message_id)
        if row is None:
            return
        row.move("put_back")
        row.tries -= 1
        row.taken_at = None
        row.failed_with = code
        row.save(update_fields=["state", "tries", "taken_at", "failed_with"])


def _hold(message_id: UUID) -> Message | None:
    # None: a person said meanwhile that it must be sent again.
    return Message.objects.select_for_update().filter(pk=message_id, state=MessageState.SENDING).first()


def _note(message_id: UUID, code: str) -> None:
    with municipal_transaction():
        Message.objects.filter(pk=message_id).update(failed_with=code)
