"""A municipality with a book of its own, in which tests name accounts by class and person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import connection, transaction

from ledger import journal, tenant
from ledger.accounts import Place, open_accounts
from ledger.amount import Amount, Unit
from ledger.balances import get_balance
from ledger.closes import close_month
from ledger.invariants import Breach, list_breaches
from ledger.journal import Booked, Entry, Leg

DAY = date(2026, 3, 31)
OF_A_PERSON = {"COMMITTED", "PREPAID_GRANT", "ENTITLED", "EARMARKED"}
OF_THE_MUNICIPALITY = {"BANK", "IN_TRANSIT", "SUSPENSE", "STRIPE_CLEARING"}


class Book:
    """The books of one new municipality; it must be the one being served."""

    def __init__(self, municipality_id: int) -> None:
        self.municipality_id = municipality_id
        self.fund = uuid4()
        self._accounts: dict[tuple[str, str | None, Unit], int] = {}
        self._numbers = count(1)

    def place(self, account_class: str, person: str | None = None, unit: Unit = Unit.EUR) -> Place:
        if account_class in OF_THE_MUNICIPALITY:
            return Place(account_class, unit)
        if account_class in OF_A_PERSON:
            return Place(
                account_class, unit, self.uuid(f"person {person}"), self.uuid(f"{person}"), "burgerbudget", self.fund
            )
        return Place(account_class, unit, scheme="burgerbudget" if account_class == "SPENT" else None, fund=self.fund)

    def uuid(self, name: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"{self.municipality_id} {name}")

    def account(self, account_class: str, person: str | None = None, unit: Unit = Unit.EUR) -> int:
        """Give the account of a class, and of a person if the class is one that people have; it is opened if new."""
        person = (person or "Zoë") if account_class in OF_A_PERSON else None
        name = (account_class, person, unit)
        if name not in self._accounts:
            with self.transaction():
                [self._accounts[name]] = open_accounts([self.place(account_class, person, unit)])
        return self._accounts[name]

    def entry(
        self,
        act: str,
        *legs: Any,
        key: str | None = None,
        on: date = DAY,
        why: str = "test",
        reverses: int | None = None,
    ) -> Entry:
        """Write an entry; a leg is (debit, credit, minor[, unit]), with accounts by class, (class, person) or id."""
        return Entry(key or f"{act}:{next(self._numbers)}", act, on, why, [self._leg(*leg) for leg in legs], reverses)

    def say(self, act: str, *legs: Any, **said: Any) -> Booked:
        """Book what `entry` writes."""
        return journal.book_entry(self.entry(act, *legs, **said))

    def fill(self, *, free: int = 0, entitled: int = 0, committed: int = 0, person: str = "Zoë") -> int:
        """Put money in the fund and grant some of it to a person; gives the id of the grant, or of the deposit."""
        whole = free + entitled + committed
        booked = self.say("deposit", ("BANK", "FUND", whole), ("FREE", "APPROPRIATED", whole))
        if entitled + committed:
            self.say("commit", (("COMMITTED", person), "FREE", entitled + committed))
        if entitled:
            booked = self.say(
                "grant",
                (("PREPAID_GRANT", person), ("ENTITLED", person), entitled),
                ("SPENT", ("COMMITTED", person), entitled),
            )
        return booked.entry_id

    def balance(self, account_class: str, person: str | None = None, as_of: date | None = None) -> int:
        account = self.account(account_class, person)
        with self.transaction():
            return get_balance(account, as_of=as_of)

    def version(self, account_class: str, person: str | None = None) -> int:
        rows = self.rows(
            "SELECT version FROM ledger_balance WHERE account_id = %s", self.account(account_class, person)
        )
        return rows[0][0] if rows else 0

    def count(self, table: str = "ledger_entry") -> int:
        [(found,)] = self.rows(f"SELECT count(*) FROM {table} WHERE municipality_id = {self.municipality_id}")
        return found

    def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.transaction(), connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall()

    def breaches(self) -> list[Breach]:
        with self.transaction():
            return list_breaches()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """This will open a transaction of this municipality, or a step of the one that is open."""
        with transaction.atomic():
            tenant.tell_database()
            yield

    def close(self, *months: str) -> None:
        """Close months, said by their first day."""
        with self.transaction():
            for month in months:
                close_month(date.fromisoformat(month), by=self.uuid("officer"), on=date(2099, 1, 1))

    def _leg(self, debit: Any, credit: Any, minor: int, unit: Unit = Unit.EUR) -> Leg:
        return Leg(self._id(debit, unit), self._id(credit, unit), Amount(minor, unit))

    def _id(self, account: Any, unit: Unit) -> int:
        if isinstance(account, int):
            return account
        return self.account(account, None, unit) if isinstance(account, str) else self.account(*account, unit)


def open_book(name: str = "Voorbeeldstad") -> Book:
    """Make a new municipality, as the application does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_book(%s, %s)", [f"v{uuid4().hex}", name])
        return Book(cursor.fetchone()[0])
