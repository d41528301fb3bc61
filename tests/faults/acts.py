"""What is done and killed: each act can be done to one new subject after another, and said again at any time.

A subject is whatever the act needs: a key, a hold, a day on which something is due. `do` gives the act's answer, which
is the same however often it is said.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection

from budgets.bookkeeping.operations import close_month, seal_day
from budgets.entitlements import runs
from budgets.funding.operations import deposit
from budgets.jobs.pace import Pace
from budgets.jobs.performing import perform
from budgets.operation import Actor, municipal_transaction, reading
from budgets.outbox import working
from budgets.outbox.asking import ask
from budgets.restores.operations import confirm_restore
from budgets.restores.queries import find_restore_mode
from budgets.trail.record import record
from ledger import holds, journal, outbox, rollup, tenant
from ledger.amount import eur
from ledger.models import Municipality
from tests.budgets.entitlements.town import BURGERBUDGET, award_to, enter_people, run
from tests.budgets.restores.town import put_back
from tests.builders import TEST, an_officer
from tests.ledger.books import DAY, Book

NOON = datetime(2026, 3, 31, 10, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
AT_ONCE = Pace(timedelta(0))
FOLDER: list[Path] = []
"""Where payment files were last put."""


@dataclass(frozen=True)
class Act:
    """An act and its subjects; whether it has an answer that can be asked again, and does the same each time."""

    name: str
    subjects: Iterator[Any]
    do: Callable[[Any], Any]
    answers: bool = True
    is_counted: bool = True


def keys(beginning: str) -> Iterator[str]:
    return (f"{beginning}:{number}" for number in count(1))


# Of the ledger


def booking(book: Book) -> Act:
    return Act("book", keys("b"), lambda key: book.say("deposit", ("BANK", "FUND", 2), ("FREE", "APPROPRIATED", 2),
                                                       key=key).entry_id)  # fmt: skip


def booking_in_an_operation(book: Book) -> Act:
    def do(key: str) -> int:
        with municipal_transaction():
            booked = book.say("deposit", ("BANK", "FUND", 2), ("FREE", "APPROPRIATED", 2), key=key)
            if not booked.replayed:
                record("test", "thing.booked", on=DAY, about=key)
                ask("faults-nothing", key, on=DAY)
        return booked.entry_id

    return Act("book in an operation", keys("o"), do)


def booking_an_array(book: Book) -> Act:
    def do(key: str) -> list[int]:
        entries = [
            book.entry("deposit", ("BANK", "FUND", 1), ("FREE", "APPROPRIATED", 1), key=f"{key}:{number}")
            for number in range(5)
        ]
        return [each.entry_id for each in journal.book_all(entries)]

    return Act("book an array", keys("a"), do)


def reversing(book: Book) -> Act:
    def subjects() -> Iterator[int]:
        for key in keys("r"):
            yield book.say("reclassify", ("SUSPENSE", "WRITE_OFF", 1), key=key).entry_id

    return Act(
        "reverse",
        subjects(),
        lambda entry: journal.reverse(entry, key=f"undo:{entry}", why="test", happened_on=DAY).entry_id,
    )


def place(book: Book, key: str, amount: int = 3) -> int:
    legs = book.entry("payout", ("ENTITLED", "IN_TRANSIT", amount)).legs
    return holds.hold(legs, act="payout", why="test", key=key, at=NOON, until=NOON + AN_HOUR).hold_id


def holding(book: Book) -> Act:
    return Act("hold", keys("h"), lambda key: place(book, key, 1))


def held(book: Book, beginning: str) -> Iterator[int]:
    for key in keys(beginning):
        yield place(book, key)


def posting_a_hold(book: Book) -> Act:
    def do(hold_id: int) -> int:
        return holds.post(hold_id, key=f"post:{hold_id}", happened_on=DAY, at=NOON, amounts=[2]).entry_id

    return Act("post a hold", held(book, "p"), do)


def voiding_a_hold(book: Book) -> Act:
    return Act("void a hold", held(book, "v"), lambda hold_id: holds.void(hold_id, key=f"void:{hold_id}", at=NOON)
               or True)  # fmt: skip


def expiring_holds(book: Book) -> Act:
    return Act("expire holds", held(book, "e"), lambda _hold: holds.expire_due(at=NOON + AN_HOUR), answers=False)


def rolling_up(book: Book) -> Act:
    def subjects() -> Iterator[int]:
        for number in count(1):
            book.say("deposit", ("BANK", "FUND", 1), on=DAY + timedelta(days=number), key=f"u:{number}")
            yield number

    return Act(
        "roll up", subjects(), lambda _number: rollup.roll_up(), answers=False, is_counted=False
    )  # How far it comes depends on whoever else has not ended.


def relaying(book: Book) -> Act:
    """The listener is `tell_by_job`, which the test adds."""

    def subjects() -> Iterator[int]:
        for key in keys("relayed"):
            for _round in range(100):
                if not _relay():
                    break
            else:
                raise AssertionError("the outbox does not run empty")
            yield book.say("deposit", ("BANK", "FUND", 1), key=key).entry_id

    return Act("relay", subjects(), lambda _entry: _relay(), answers=False)


def _relay() -> int:
    with municipal_transaction():
        return outbox.relay(most=10)


def tell_by_job(entries: Any) -> None:
    """Hear of entries: a job is asked for each of them."""
    for entry in entries:
        ask("faults-told", str(entry), on=DAY)


# Of the budgets


def closing_a_month() -> Act:
    officer = an_officer("Fatima")

    def subjects() -> Iterator[date]:
        for number in count(12 * 2020):
            yield date(number // 12, number % 12 + 1, 1)

    def do(month: date) -> int:
        return close_month(month=month, officer_id=officer, actor=TEST, on=date(2300, 1, 1)).number

    return Act("close a month", subjects(), do)


def sealing_a_day(book: Book) -> Act:
    def subjects() -> Iterator[date]:
        for number in count(1):
            day = DAY + timedelta(days=number)
            book.say("deposit", ("BANK", "FUND", number), on=day)
            yield day

    return Act("seal a day", subjects(), lambda day: len(seal_day(actor=TEST, on=day)), answers=False)


def confirming_a_restore() -> Act:
    def subjects() -> Iterator[int]:
        for number in count(1):
            put_back()
            yield number

    def do(_number: int) -> str:
        if reading(find_restore_mode)() is not None:
            confirm_restore(reason="compared with the bank", actor=Actor("Fatima"), on=DAY)
        return "confirmed"

    return Act("confirm a restore", subjects(), do)


def depositing(fund_id: UUID) -> Act:
    def do(reference: str) -> str:
        deposit(fund_id=fund_id, amount=eur("5.00"), reference=reference, actor=TEST, on=DAY)
        return reference

    return Act("deposit", keys("d"), do)


def days_with_a_grant(people: int, clear: Callable[[date], Any]) -> Iterator[date]:
    """Give days on each of which the first grant of so many people is due, and nothing else: `clear` does what is due
    on the first day of a quarter.
    """
    for number in count():
        first = date(2021 + number // 4, 3 * (number % 4) + 1, 1)
        clear(first)
        for later in range(1, 85):
            day = first + timedelta(days=later)
            award_to(enter_people(people, beginning=f"g{day:%Y%m%d}-"), BURGERBUDGET, starts_on=day)
            yield day


def run_at_once(day: date) -> None:
    """This will do a run in one chunk, whatever the size of those that are killed."""
    size, runs.CHUNK = runs.CHUNK, 10_000
    run(BURGERBUDGET, day)
    runs.CHUNK = size


def doing_a_run() -> Act:
    """A job of the kind that runs periods, from being taken to being acknowledged; chunks are of one entitlement."""

    def subjects() -> Iterator[UUID]:
        for day in days_with_a_grant(1, run_at_once):
            with municipal_transaction():
                asked = ask("period_run", BURGERBUDGET, on=day)
            yield asked

    return Act("do a period run as a job", subjects(), _perform)


def doing_a_job(book: Book) -> Act:
    """A job that books: the kind `faults-booking`, which the test teaches to itself."""

    def subjects() -> Iterator[UUID]:
        for key in keys("job"):
            with municipal_transaction():
                asked = ask("faults-booking", key, on=DAY)
            yield asked

    return Act("do a job", subjects(), _perform)


def _perform(job_id: UUID) -> str:
    with municipal_transaction():
        working.recover(patience=timedelta(0), pause=timedelta(0))
    perform(tenant.current(), job_id, worker="of-this-test", pace=AT_ONCE)
    with municipal_transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT state || failed_with FROM outbox_job WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])


def paying(folder: Path) -> Act:
    """A payment file, from what is due to a file in the folder: the command, as an officer says it."""
    FOLDER.append(folder)
    for name in ("Anna", "Bilal"):
        an_officer(name)
    code = reading(Municipality.objects.get)(id=tenant.current()).code

    def do(day: date) -> Any:
        said = StringIO()
        with suppress(SystemExit):
            call_command(
                "payment_file", municipality=code, on=day, approved_by=["anna", "bilal"], out=str(folder), json=True,
                actor="test", stdout=said, stderr=said,
            )  # fmt: skip
        batches = json.loads(said.getvalue())["batches"]
        return [(batch["number"], batch["sha256"], batch["file"], batch["state"]) for batch in batches]

    def subjects() -> Iterator[date]:
        for day in days_with_a_grant(1, lambda day: (run_at_once(day), do(day))):
            run_at_once(day)
            yield day

    return Act("pay", subjects(), do)
