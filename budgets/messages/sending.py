"""Handing messages over: each is marked before it leaves, so it leaves at most once unless a person says otherwise.

Where no answer came the message stays marked (SENDING): whether it arrived is not known, and that is shown.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from budgets.messages.delivering import Deliverer, NotDelivered, NotNow, Outgoing, Unreachable
from budgets.messages.lifecycle import MessageState
from budgets.messages.models import Channel, Message
from budgets.operation import municipal_transaction

MOST_TRIES = 5
MOST_AT_ONCE = 20


def send_some(deliverer: Deliverer, *, most: int = MOST_AT_ONCE) -> bool:
    """This will hand over the next messages, and say whether more may wait. Any number of workers may do so at once.

    :raises NotNow: one was refused for now; it is tried again later, and given up after five times
    :raises Unreachable: nothing can be handed over now
    """
    began, later = _now(), None
    for _number in range(most):
        taken = _take(deliverer.channels, before=began)
        if taken is None:
            break
        later = _hand_over(deliverer, taken) or later
    else:
        return True
    if later:
        raise later
    return False


def _now() -> datetime:
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _take(channels: frozenset[Channel], *, before: datetime) -> Outgoing | None:
    """Mark the next message: what was refused for now since a moment is not next."""
    with municipal_transaction():
        ripe = Message.objects.select_for_update(skip_locked=True).filter(
            Q(taken_at=None) | Q(taken_at__lt=before), state=MessageState.QUEUED, channel__in=channels
        )
        row = ripe.order_by("tries", "made_on", "id").first()
        if row is None:
            return None
        row.move("take")
        row.tries += 1
        row.taken_at = Now()
        row.save(update_fields=["state", "tries", "taken_at"])
        return Outgoing(row.id, Channel(row.channel), row.address, row.subject, row.body)


def _hand_over(deliverer: Deliverer, message: Outgoing) -> NotNow | None:
    try:
        deliverer.deliver(message)
    except Unreachable:
        _end(message.id, "put_back", "unreachable", counts=False)
        raise
    except NotNow as refused:
        _end(message.id, "put_back", refused.code)
        return refused
    except NotDelivered as refused:
        _end(message.id, "fail", refused.code)
        return None
    except Exception as unknown:
        _note(message.id, type(unknown).__name__)
        raise
    _end(message.id, "deliver", "")
    return None


def _end(message_id: UUID, move: str, code: str, *, counts: bool = True) -> None:
    with municipal_transaction():
        row = Message.objects.select_for_update().get(pk=message_id)
        if row.state != MessageState.SENDING:
            return  # A person said meanwhile that it must be sent again.
        row.move("fail" if move == "put_back" and row.tries >= MOST_TRIES and counts else move)
        row.tries -= 0 if counts else 1
        row.failed_with = code
        row.sent_at = Now() if row.state == MessageState.SENT else None
        row.save(update_fields=["state", "tries", "failed_with", "sent_at"])


def _note(message_id: UUID, code: str) -> None:
    with municipal_transaction():
        Message.objects.filter(pk=message_id).update(failed_with=code)
