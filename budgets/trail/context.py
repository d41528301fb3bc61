"""Where work comes from: the request, job or command that is being served, remembered in one place.

It stands beside every act in the trail and in every line of the logs, so that one leads to the other.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_USABLE = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is being served: "request", "job" or "command", and its id."""

    kind: str
    id: str

    def __str__(self) -> str:
        """Write it as the trail keeps it: request:0b6f…"""
        return f"{self.kind}:{self.id}"


_served: ContextVar[Origin | None] = ContextVar("origin of the work", default=None)


def origin() -> Origin | None:
    """Give what is being served; None when nobody said."""
    return _served.get()


def serving_request(request_id: str) -> AbstractContextManager[None]:
    """This will let all work in the block come from a request of the web.

    :raises ValueError: the id is not 1 to 64 letters, digits and hyphens
    """
    return _serving("request", request_id)


def serving_job(job_id: str) -> AbstractContextManager[None]:
    """This will let all work in the block come from a job.

    :raises ValueError: the id is not 1 to 64 letters, digits and hyphens
    """
    return _serving("job", job_id)


def serving_command(command_id: str) -> AbstractContextManager[None]:
    """This will let all work in the block come from a command.

    :raises ValueError: the id is not 1 to 64 letters, digits and hyphens
    """
    return _serving("command", command_id)


@contextmanager
def _serving(kind: str, given: str) -> Iterator[None]:
    if not _USABLE.fullmatch(given):
        raise ValueError(f"This is no id of a {kind}.")
    token = _served.set(Origin(kind, given))
    try:
        yield
    finally:
        _served.reset(token)
