"""Requests of two towns, mixed, by threads that share fewer connections: a program of its own, with its own settings.

`python -m tests.tenants.visitors` reads one line of JSON, a `Tour`, and writes one: what it did, and what it found that
should not be. The address of the database, with its pool or its pgbouncer, is in `DATABASE_URL`, as it always is.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.test")
    django.setup()

from django.db import DatabaseError, OperationalError, connection, transaction

from budgets.exports.books import get_trial_balance, list_person_statements
from budgets.funding.operations import deposit
from budgets.funding.queries import list_funds
from budgets.operation import municipal_transaction, reading
from budgets.parties.models import Person
from budgets.parties.queries import find_people
from ledger import tenant
from ledger.amount import eur
from ledger.refusal import Refusal
from tests.budgets.entitlements.town import SPRING
from tests.builders import TEST

BOOKED, LEAKED, FORGOTTEN = "books", "alarm", "forgets its tenant"
AT_CHECKOUT = "the tenant of a connection just taken"


@dataclass(frozen=True)
class Place:
    """What a visitor knows of a town: its id, its fund, and what its client numbers begin with."""

    municipality_id: int
    fund: str
    beginning: str


@dataclass(frozen=True)
class Tour:
    """How many requests by how many threads, drawn from a seed; each `bug`-th leaves a tenant behind (0: none)."""

    places: list[Place]
    tables: list[str]
    requests: int
    threads: int
    seed: int
    bug: int = 0


@dataclass
class Travelogue:
    """What was done, by name and by booking of each municipality; what was wrong; how often a connection of the server
    went on to serve another municipality.
    """

    done: Counter[str] = field(default_factory=Counter)
    booked: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    handovers: int = 0
    last: dict[int, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def note(self, what: str) -> None:
        with self.lock:
            self.done[what] += 1

    def note_served(self, backend: int, municipality_id: int) -> None:
        with self.lock:
            self.handovers += self.last.get(backend, municipality_id) != municipality_id
            self.last[backend] = municipality_id


@dataclass(frozen=True)
class Visit:
    """One request: of a town, beside a stranger; `number` is its own among all of the tour."""

    here: Place
    stranger: Place
    number: int
    dice: random.Random
    tour: Tour
    log: Travelogue

    def expect(self, found: Any, wanted: Any, of: str) -> None:
        if found != wanted:
            with self.log.lock:
                self.log.wrong.append(f"{of}: {found!r} instead of {wanted!r}")


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def read_a_table(visit: Visit) -> None:
    table = visit.dice.choice(visit.tour.tables)
    asking = f"SELECT count(*) FILTER (WHERE municipality_id <> %s), count(*) > 0, pg_backend_pid() FROM {table}"
    with municipal_transaction():
        [(strangers, some, backend)] = rows(asking, visit.here.municipality_id)
    visit.expect((strangers, some), (0, True), table)
    visit.log.note_served(backend, visit.here.municipality_id)


def read_people(visit: Visit) -> None:
    numbers = [f"{place.beginning}0000" for place in (visit.here, visit.stranger)]
    visit.expect(list(reading(find_people)(numbers)), numbers[:1], "people")


def read_one_by_one(visit: Visit) -> None:
    with municipal_transaction():
        found = {person.client_number[0] for person in Person.objects.iterator(chunk_size=2)}
    visit.expect(found, {visit.here.beginning}, "people one by one")


def read_books(visit: Visit) -> None:
    with municipal_transaction():
        funds = {str(fund.id) for fund in list_funds("burgerbudget")}
    visit.expect(funds, {visit.here.fund}, "funds")
    get_trial_balance()
    list_person_statements(f"{visit.here.beginning}0000")


def read_unserved(visit: Visit) -> None:
    table = visit.dice.choice(visit.tour.tables)
    visit.expect(rows(f"SELECT count(*) FROM {table}"), [(0,)], f"{table}, serving nobody")


def book(visit: Visit) -> None:
    put_in(visit.here, visit)
    with visit.log.lock:
        visit.log.booked[visit.here.municipality_id] += 1


def be_refused(visit: Visit) -> None:
    try:
        put_in(visit.stranger, visit)
    except Refusal as refusal:
        visit.expect(refusal.code, "fund-unknown", "the fund of a stranger")
    else:
        visit.expect("booked", "fund-unknown", "the fund of a stranger")


def put_in(place: Place, visit: Visit) -> None:
    reference = f"visit-{visit.tour.seed}-{visit.number}"
    deposit(fund_id=UUID(place.fund), amount=eur("0.01"), reference=reference, actor=TEST, on=SPRING)


def break_off(visit: Visit) -> None:
    try:
        with municipal_transaction():
            rows("UPDATE parties_person SET first_name = 'nobody' RETURNING id")
            raise KeyError
    except KeyError:
        pass


def fail_in_the_database(visit: Visit) -> None:
    try:
        with municipal_transaction():
            rows("SELECT 1 / (count(*) - count(*)) FROM parties_person")
    except DatabaseError:
        pass


def fail_in_a_step(visit: Visit) -> None:
    with municipal_transaction():
        try:
            with transaction.atomic():
                rows("SELECT 1 / (count(*) - count(*)) FROM parties_person")
        except DatabaseError:
            pass
        found = set(Person.objects.values_list("municipality_id", flat=True))
    visit.expect(found, {visit.here.municipality_id}, "after a step that failed")


def be_cut_off(visit: Visit) -> None:
    try:
        with municipal_transaction():
            rows("SELECT pg_terminate_backend(pg_backend_pid())")
    except OperationalError:
        pass


def forget_the_tenant(visit: Visit) -> None:
    """Make the bug that must be found: a tenant for the session instead of for the transaction."""
    with transaction.atomic():
        rows("SELECT set_config('grondslag.municipality', %s, false)", str(visit.here.municipality_id))


Act = Callable[[Visit], None]
MIX: list[tuple[str, Act, int]] = [
    ("reads a table", read_a_table, 300),
    ("reads people", read_people, 150),
    ("reads people one by one", read_one_by_one, 80),
    ("reads books", read_books, 40),
    ("reads while nobody is served", read_unserved, 130),
    (BOOKED, book, 120),
    ("is refused", be_refused, 70),
    ("breaks off", break_off, 50),
    ("fails in the database", fail_in_the_database, 30),
    ("fails in a step", fail_in_a_step, 28),
    ("is cut off", be_cut_off, 2),
]
"""What requests do, and how many of a thousand do it."""


def make(visit: Visit) -> None:
    """One request, from taking a connection to giving it back."""
    drawn = visit.dice.choices([(name, act) for name, act, _ in MIX], [share for *_, share in MIX])[0]
    name, act = (FORGOTTEN, forget_the_tenant) if _is_bug(visit) else drawn
    try:
        [(left,)] = rows("SELECT current_setting('grondslag.municipality', true)")
        visit.expect(left or "", "", AT_CHECKOUT)
        if act is read_unserved:
            act(visit)
        else:
            with tenant.serving(visit.here.municipality_id):
                act(visit)
        visit.log.note(name)
    except tenant.TenantLeaked:
        visit.log.note(LEAKED)
    except Exception as error:
        visit.expect(f"{type(error).__name__}: {error}", "no error", name)
    finally:
        connection.close_if_unusable_or_obsolete()


def _is_bug(visit: Visit) -> bool:
    return visit.tour.bug > 0 and visit.number % visit.tour.bug == visit.tour.bug - 1


def travel(tour: Tour) -> dict[str, Any]:
    """Make all requests of a tour, and give what came of it."""
    log, begun = Travelogue(), time.perf_counter()

    def walk(thread: int) -> None:
        dice = random.Random(f"{tour.seed} {thread}")  # noqa: S311 - a mix to repeat, and no secret
        for number in range(thread, tour.requests, tour.threads):
            here, stranger = dice.sample(tour.places, 2)
            make(Visit(here, stranger, number, dice, tour, log))
        connection.close()

    with ThreadPoolExecutor(tour.threads) as pool:
        for walked in [pool.submit(walk, thread) for thread in range(tour.threads)]:
            walked.result()
    connection.close_pool()
    return {
        "done": log.done,
        "booked": log.booked,
        "wrong": log.wrong[:20],
        "handovers": log.handovers,
        "backends": len(log.last),
        "seconds": round(time.perf_counter() - begun, 1),
    }


def write(tour: Tour) -> str:
    """Write a tour as the program reads it."""
    return json.dumps(asdict(tour))


def main() -> None:
    given = json.loads(sys.stdin.readline())
    places = [Place(**place) for place in given.pop("places")]
    sys.stdout.write(json.dumps(travel(Tour(places=places, **given))))


if __name__ == "__main__":
    main()
