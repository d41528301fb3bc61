"""How a line of the logs is made: JSON for machines, the same in words on a terminal; never about a person.

Two nets keep people out. What others write is kept as its fixed text, without what was filled in, and a failure as its
class and place, without its message. What still looks like an IBAN, an e-mail address or a citizen number is masked.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from budgets.trail.context import origin
from ledger import tenant

OURS = ("budgets", "connectors", "grondslag", "ledger", "ops")
_ROOT = Path(__file__).resolve().parents[1]
_MOST_FRAMES = 12
_FIRST = ("time", "level", "action", "says", "object", "result", "actor", "municipality", "duration_ms")
_LOOKS_PERSONAL = (
    ("[iban]", re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[number]", re.compile(r"(?<![\w.-])[0-9]{9}(?![\w-])")),
)
_MAY_LOOK_SO = re.compile(r"[A-Z]{2}[0-9]{2}|@|[0-9]{9}")
"""What is in each of those, and in few of the values that are written: to look for it first takes a fifth."""


def set_up() -> None:
    """This will let structlog hand its lines to the handlers of `logging`, which have the formatters below."""
    # A line that cannot be made is not shown with all that was to be filled in.
    logging.raiseExceptions = False
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def json_formatter() -> logging.Formatter:
    """Give the formatter for machines: one line of JSON."""
    return _formatter(_in_order, structlog.processors.JSONRenderer(ensure_ascii=False, default=str))


def stderr_formatter() -> logging.Formatter:
    """Give the formatter of standard error: for people when it is a terminal, else for machines."""
    if not sys.stderr.isatty():
        return json_formatter()
    shown = structlog.dev.ConsoleRenderer(event_key="action", timestamp_key="time", pad_event_to=24)
    return _formatter(_always_an_action, shown)


def file_handler(path: str) -> logging.Handler:
    """Give the handler of a file, which may be moved away at any time: the next line opens it anew."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return WatchedFileHandler(path, encoding="utf-8", delay=True)


def _formatter(*last: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.add_log_level,
            _stamp,
            _name,
            _tell_where_from,
            _tell_failure,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _mask,
            *last,
        ],
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=["status_code"])],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _stamp(_logger: Any, _method: str, event: EventDict) -> EventDict:
    # When it was said, not when it is written: the same in every place where it is written.
    said_at = datetime.fromtimestamp(event["_record"].created, tz=UTC)
    event["time"] = said_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return event


def _name(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    said, filled_in = event.pop("event"), event.pop("positional_args", None)
    if event["_from_structlog"]:
        event["action"] = said
        return event
    # Others may log an object, as an exception, whose text is anything.
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if filled_in and record.name.split(".")[0] in OURS:
        # Ours fill in codes and ids, and what they write is read by us.
        text %= filled_in
    event["says"], event["logger"] = text, record.name
    return event


def _tell_where_from(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if tenant.is_serving():
        event["municipality"] = tenant.current()
    if (served := origin()) is not None:
        event[f"{served.kind}_id"] = served.id
    return event


def _tell_failure(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event.pop("stack_info", None)
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    failure = given[1] if isinstance(given, tuple) else given
    if isinstance(failure, BaseException):
        event["failure"] = [_without_message(each) for each in _all(failure)]
    return event


def _without_message(failure: BaseException) -> dict[str, Any]:
    said: dict[str, Any] = {"class": type(failure).__name__}
    # What the database says in words may quote a row; its code and the name of a constraint do not.
    if (sqlstate := getattr(failure, "sqlstate", None)) is not None:
        said |= {"sqlstate": sqlstate, "constraint": getattr(getattr(failure, "diag", None), "constraint_name", None)}
    return said | {"place": _place(failure.__traceback__)}


def _all(failure: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    each: BaseException | None = failure
    while each is not None and each not in seen:
        seen.append(each)
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _place(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
        return path.relative_to(_ROOT).as_posix()
    return Path(*path.parts[-3:]).as_posix()


def _mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        if not _MAY_LOOK_SO.search(value):
            return value
        for instead, pattern in _LOOKS_PERSONAL:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else _masked(str(value))


def _in_order(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: event[key] for key in _FIRST if event.get(key) is not None} | {
        key: value for key, value in event.items() if key not in _FIRST and value is not None
    }


def _always_an_action(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event["action"] = event.pop("action", None) or event.pop("says", "")
    return {key: value for key, value in event.items() if value is not None}
