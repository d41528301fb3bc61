"""The frame of every command: arguments in, one call, an answer for people or as JSON, and an exit code.

0: done. 1: understood and refused, with the reasons, or not possible now. 2: wrong arguments, in one line. Never a
traceback for input, or for a database that is away.
"""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from budgets.operation import Actor
from budgets.trail.context import serving_command
from ledger import tenant
from ledger.amount import Amount, AmountUnreadable, eur
from ledger.models import Municipality
from ledger.refusal import Refusal


class WrongArguments(Exception):
    """The arguments cannot be used; the text says why, in one line."""


class OneLineParser(CommandParser):
    """Says in one line what is wrong with the arguments; how a command is used is told by --help."""

    def error(self, message: str) -> NoReturn:
        if not self.called_from_command_line:
            super().error(message)
        self.exit(2, f"{self.prog.rsplit(maxsplit=1)[-1]}: {message}\n")


class MunicipalCommand(BaseCommand):
    """A command of one municipality. A subclass adds its arguments and gives its answer from `act`.

    `act` returns the answer as plain data; `tell` writes it for a person; `succeeded` says whether all of it was done.
    """

    needs_municipality = True

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """This will give Django's own parser, which takes no other class, our manners."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneLineParser
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--municipality", metavar="CODE", help="which municipality; may be left out when there is one"
        )
        parser.add_argument(
            "--actor", default="operator", metavar="NAME", help="who does this, for the trail (default: operator)"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")
        self.add_own_arguments(parser)

    def add_own_arguments(self, parser: CommandParser) -> None:
        """This will add the arguments of the subclass."""

    def act(self, options: dict[str, Any]) -> Any:
        """This will do the work and give the answer as data that JSON can hold."""
        raise NotImplementedError

    def tell(self, answer: Any) -> None:
        """This will write the answer for a person."""
        raise NotImplementedError

    def succeeded(self, answer: Any) -> bool:
        """Say whether everything that was asked was done."""
        return True

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with serving_command(str(uuid4())), self._serving(options["municipality"]):
                answer = self.act(options)
        except Refusal as refusal:
            self._answer_refused(refusal, options)
            raise SystemExit(1) from None
        except WrongArguments as wrong:
            self.stderr.write(f"{self._name()}: {wrong}")
            raise SystemExit(2) from None
        except OperationalError as failure:
            # The database is away, full or busy. Its first line is about itself, and quotes nothing that people typed.
            first_line, _, _ = str(failure).partition("\n")
            self.stderr.write(f"{self._name()}: {first_line}")
            raise SystemExit(1) from None
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
        else:
            self.tell(answer)
        if not self.succeeded(answer):
            raise SystemExit(1)

    def actor(self, options: dict[str, Any]) -> Actor:
        """Give who acts."""
        return Actor(options["actor"])

    def _answer_refused(self, refusal: Refusal, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"refused": refusal.as_data()}, ensure_ascii=False, indent=2, default=str))
        else:
            self.stderr.write(f"{refusal} [{refusal.code}]")

    def _name(self) -> str:
        return type(self).__module__.rsplit(".", 1)[-1]

    @contextmanager
    def _serving(self, code: str | None) -> Iterator[None]:
        if not self.needs_municipality:
            yield
            return
        with tenant.serving(find_municipality(code).id):
            yield


def find_municipality(code: str | None) -> Municipality:
    """Give the municipality of a code, or the only one there is.

    :raises WrongArguments: there is none of that code, or the code was left out and there is not exactly one
    """
    known = list(Municipality.objects.order_by("code"))
    chosen = [each for each in known if code in (None, each.code)]
    if len(chosen) == 1:
        return chosen[0]
    codes = ", ".join(each.code for each in known) or "none yet; begin with add_municipality"
    if code is None:
        raise WrongArguments(f"say which municipality with --municipality ({codes})")
    raise WrongArguments(f"there is no municipality “{code}” ({codes})")


def day(text: str) -> date:
    """Read a date argument, as 2026-04-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date; write it as 2026-04-01") from None


def month(text: str) -> date:
    """Read a month argument, as 2026-04; gives its first day."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a month; write it as 2026-04") from None


def euros(text: str) -> Amount:
    """Read an amount argument in euros, as 100000.00; it is above zero."""
    try:
        amount = eur(text)
    except AmountUnreadable as unreadable:
        raise ArgumentTypeError(str(unreadable)) from None
    if amount.minor <= 0:
        raise ArgumentTypeError("an amount is above zero")
    return amount


def at_most(length: int) -> Callable[[str], str]:
    """Give the reader of a text of at least one and at most so many characters."""

    def read(text: str) -> str:
        if not 0 < len(text.strip()) <= length:
            raise ArgumentTypeError(f"a text of 1 to {length} characters is asked")
        return text.strip()

    return read


def up_to(length: int) -> Callable[[str], str]:
    """Give the reader of a text of at most so many characters, or of none."""

    def read(text: str) -> str:
        if len(text.strip()) > length:
            raise ArgumentTypeError(f"a text of at most {length} characters is asked")
        return text.strip()

    return read


def year(text: str) -> int:
    """Read a year argument, as 2026."""
    if not (text.isascii() and text.isdigit() and 2000 <= int(text) < 2100):
        raise ArgumentTypeError(f"“{text}” is not a year; write it as 2026")
    return int(text)


def whole_to(most: int) -> Callable[[str], int]:
    """Give the reader of a number of things: whole, above zero, and at most so many."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
            raise ArgumentTypeError(f"“{text}” is not a number of things from 1 to {most}; write it as 12")
        return int(text)

    return read


whole = whole_to(1_000_000)


def readable(path: str) -> bytes:
    """Read a file that was named as an argument.

    :raises WrongArguments: there is no such file, or it cannot be read
    """
    try:
        return Path(path).read_bytes()
    except OSError as problem:
        raise WrongArguments(f"{path}: {problem.strerror}") from None
