"""The day on which a command works: as it is told, else today in Amsterdam. No layer below knows the clock."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import localdate

from ops.management.frame import day


def add_day(parser: CommandParser) -> None:
    """This will add the argument `--on`."""
    parser.add_argument("--on", type=day, metavar="DATE", help="the day to work on, as 2026-04-01 (default: today)")


def day_of(options: dict[str, Any]) -> date:
    """Give the day to work on."""
    return options["on"] or localdate()
