"""One line in the logs for each operation: who did what to what, and how it ended. The trail is kept for ever and says
what was done; the logs are kept for a while and say how it went.
"""

import re
from collections.abc import Callable
from functools import wraps
from inspect import signature
from time import perf_counter
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import structlog

from ledger.refusal import Refusal

P = ParamSpec("P")
R = TypeVar("R")

_log = structlog.get_logger("grondslag.operations")
# A role or a code, as "schedule" and "demo 2025-K1"; what has capitals may be the name of a person.
_ROLE = re.compile(r"[a-z0-9][a-z0-9 .:_-]*")


def telling(act: Callable[..., Any], operate: Callable[P, R], *, rehearsing: Callable[[], bool]) -> Callable[P, R]:
    """This will give `operate`, the whole operation around an act, writing one line each time that it ends.

    The line has names, codes and ids only: no argument but an id is ever written, and of a failure only its class.
    """
    action = f"{act.__module__.split('.')[1]}.{act.__name__}"
    ids = [name for name in signature(act).parameters if name.endswith("_id")]

    @wraps(operate)
    def tell(*args: P.args, **kwargs: P.kwargs) -> R:
        # A stopwatch is no clock: it cannot say what day it is.
        begun = perf_counter()
        said: dict[str, Any] = {"object": _first(ids, kwargs), "actor": _role(kwargs.get("actor"))}
        if rehearsing():
            said["rehearsed"] = True
        try:
            answer = operate(*args, **kwargs)
        except Refusal as refusal:
            _log.info(action, result=f"refused {refusal.code}", duration_ms=_since(begun), **said)
            raise
        except BaseException as failure:
            result = f"failed {type(failure).__name__}"
            _log.error(action, result=result, duration_ms=_since(begun), exc_info=failure, **said)
            raise
        said["object"] = said["object"] or _id_of(answer)
        # Some acts answer with a refusal, because what is refused is kept as well.
        code = getattr(answer, "refused_code", "")
        _log.info(action, result=f"refused {code}" if code else "done", duration_ms=_since(begun), **said)
        return answer

    return tell


def _first(ids: list[str], kwargs: dict[str, Any]) -> str | None:
    return next((str(kwargs[name]) for name in ids if isinstance(kwargs.get(name), UUID)), None)


def _id_of(answer: Any) -> str | None:
    found = getattr(answer, "id", answer)
    return str(found) if isinstance(found, UUID) else None


def _role(actor: Any) -> str | None:
    officer, name = getattr(actor, "officer_id", None), getattr(actor, "name", None)
    if officer is not None:
        return f"officer:{officer}"
    return name if name is None or _ROLE.fullmatch(name) else "someone"


def _since(begun: float) -> float:
    return round((perf_counter() - begun) * 1_000, 1)
