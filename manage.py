#!/usr/bin/env python
"""Commands of Grondslag; the embedded database server is started when a command may need it."""

import os
import sys

from django.core.management import execute_from_command_line

from ops import embedded

_WITHOUT_DATABASE = {"help", "version", "--help", "-h", "--version"}


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
    # The answer of a command is for people; the worker answers nobody.
    os.environ.setdefault("GRONDSLAG_LOG_LEVEL", "INFO" if arguments[1:2] == ["work"] else "WARNING")
    if len(arguments) > 1 and not _WITHOUT_DATABASE & set(arguments):
        embedded.start_if_used()
    execute_from_command_line(arguments)


if __name__ == "__main__":
    try:
        main(sys.argv)
    except BrokenPipeError:  # Whoever read the answer has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
