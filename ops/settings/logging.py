"""Logs: one line each, JSON for machines, on standard error and, where `GRONDSLAG_LOG` names one, in a file.

The file has everything. Standard error has everything of the web and of `manage.py work`, and only what went wrong of
other commands, whose answer is for people; `GRONDSLAG_LOG_LEVEL` says it otherwise.
"""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from ops import logs

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def logging_to(file: str | None, *, level: str) -> dict[str, Any]:
    """Give what Django's LOGGING must be: lines from `level` up on standard error, all from INFO up in the file."""
    if level not in LEVELS:
        raise ImproperlyConfigured(f"GRONDSLAG_LOG_LEVEL must be one of {', '.join(LEVELS)}.")
    handlers: dict[str, Any] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": "stderr", "level": level},
    }
    if file:
        handlers["file"] = {"()": "ops.logs.file_handler", "path": file, "formatter": "json"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "ops.logs.json_formatter"}, "stderr": {"()": "ops.logs.stderr_formatter"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "INFO" if file and level != "DEBUG" else level},
        "loggers": {
            # Django's own handlers mail whole requests to administrators; here all goes one way.
            "django": {"handlers": [], "level": "INFO"},
            # What was not found or not allowed is in the line of the request.
            "django.request": {"level": "ERROR"},
        },
    }


logs.set_up()
LOGGING = logging_to(os.environ.get("GRONDSLAG_LOG"), level=os.environ.get("GRONDSLAG_LOG_LEVEL", "INFO"))
