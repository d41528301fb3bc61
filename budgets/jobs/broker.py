"""The broker: a doorbell between the relay and the workers. What it forgets, doubles or mixes up does no harm."""

from collections.abc import Callable
from uuid import UUID

import dramatiq
import redis
import structlog
from django.core.exceptions import ImproperlyConfigured
from dramatiq.broker import Broker
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, TimeLimit

QUEUE, ACTOR = "jobs", "perform"
_NAMESPACE = "grondslag"
_LOOK_EVERY_MS = 500
_LONGEST_SILENCE_S = 5.0

_log = structlog.get_logger("grondslag.jobs")


def make_broker(url: str) -> Broker:
    """Give the broker of a URL, or one within this process when it is empty. It connects when it is first used.

    :raises ImproperlyConfigured: it is not redis://, rediss:// or amqp://
    """
    # No middleware that tries again or gives up: the rows do that. Messages are dramatiq's own JSON, never pickle.
    middleware: list[Middleware] = [TimeLimit(interval=_LOOK_EVERY_MS)]
    scheme = url.partition("://")[0]
    if not url:
        return StubBroker(middleware=middleware)
    if scheme in ("redis", "rediss"):
        return RedisBroker(client=_redis(url), middleware=middleware, namespace=_NAMESPACE)
    if scheme in ("amqp", "amqps"):
        return RabbitmqBroker(url=url, middleware=middleware)
    raise ImproperlyConfigured("BROKER_URL begins with redis://, rediss:// or amqp://.")


def _redis(url: str) -> redis.Redis:
    # A network that swallows everything must not hold the relay, which has more to do than to ring.
    return redis.Redis.from_url(url, socket_timeout=_LONGEST_SILENCE_S, socket_connect_timeout=_LONGEST_SILENCE_S)


class Doorbell:
    """Rings for jobs, and lets whoever answers do them."""

    def __init__(self, broker: Broker, perform: Callable[[int, UUID], None]) -> None:
        def answer(municipality_id: object, job_id: object) -> None:
            ids = read_ids(municipality_id, job_id)
            if ids is not None:
                perform(*ids)

        self._actor = dramatiq.actor(actor_name=ACTOR, queue_name=QUEUE, broker=broker)(answer)

    def ring(self, municipality_id: int, job_id: UUID, limit_s: float) -> None:
        """This will send the ids of a job; after `limit_s` seconds whoever does it is broken off."""
        self._actor.send_with_options(args=(municipality_id, str(job_id)), time_limit=int(limit_s * 1000))


def read_ids(municipality_id: object, job_id: object) -> tuple[int, UUID] | None:
    """Read the ids in a message; None when they are none, which is logged.

    A message needs no signature: it can only say which waiting job is done now, and not what is done.
    """
    try:
        if isinstance(municipality_id, int) and isinstance(job_id, str):
            return municipality_id, UUID(job_id)
    except ValueError:
        pass
    _log.warning("message.thrown_away")
    return None
