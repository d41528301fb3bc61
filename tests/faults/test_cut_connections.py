"""The connection to PostgreSQL cut after every n-th byte: the same said again over a new one is booked once."""

import os
import threading
import time
from collections import Counter
from contextlib import suppress

import pytest
from django.db import Error, connection

from budgets.funding.operations import deposit
from budgets.operation import municipal_transaction
from ledger import tenant
from ledger.amount import eur
from ledger.database import InProgress
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, balance, breaches, open_scheme, rows
from tests.builders import TEST
from tests.evidence import note
from tests.faults.cutting import CUT, DOWN, HALF_CLOSE, HOLD, UP, Plan, through_proxy
from tests.ledger.books import DAY, Book
from tests.ledger.contenders import answer

LONG = os.environ.get("GRONDSLAG_PROOF") == "long"
COMMIT_AND_GOODBYE = len(b"Q....COMMIT\0X....")
EVERY_NTH_BYTE = 1 if LONG else 3
EVERY_NTH_BYTE_OF_AN_OPERATION = 2 if LONG else 23

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


@pytest.fixture
def book(database):
    with a_town() as municipality_id:
        found = Book(municipality_id)
        for name in ("BANK", "FUND", "FREE", "APPROPRIATED"):
            found.account(name)
        yield found


def say(book, key):
    return book.say("deposit", ("BANK", "FUND", 1), ("FREE", "APPROPRIATED", 1), key=key)


def try_over(proxy, plan, act):
    """Do an act over a new connection to which something happens; gives its answer, or None when there is none."""
    connection.close()
    proxy.plan = plan
    try:
        return act()
    except Error:
        return None
    finally:
        with suppress(Error):
            connection.close()


def lengths_of(proxy, act):
    """Give how many bytes go up and come down in one conversation, from the first to the goodbye."""
    connection.close()
    act()
    connection.close()
    time.sleep(0.2)
    return dict(proxy.passed)


@pytest.mark.parametrize("direction", [UP, DOWN])
@pytest.mark.parametrize("how", [CUT, HALF_CLOSE])
def test_a_booking_cut_anywhere_is_booked_once(book, direction, how):
    step, begun, found = EVERY_NTH_BYTE if how == CUT else EVERY_NTH_BYTE * 8, time.monotonic(), Counter()
    with through_proxy() as proxy:
        length = lengths_of(proxy, lambda: say(book, "whole"))[direction]
        places = range(1, length + 1, step)
        for after in places:
            first = try_over(proxy, Plan(direction, after, how), lambda after=after: say(book, f"cut:{after}"))
            second = say(book, f"cut:{after}")
            third = say(book, f"cut:{after}")

            assert third.replayed and third.entry_id == second.entry_id
            assert first is None or (second.replayed and first.entry_id == second.entry_id)
            found["answered" if first else "booked, not answered" if second.replayed else "not booked"] += 1

    assert book.count() == book.balance("BANK") == book.balance("FREE") == len(places) + 1
    assert book.breaches() == []
    assert found["not booked"] and (found["booked, not answered"] or direction == UP or how == HALF_CLOSE)
    print(f"{how} {direction}: {length} bytes, {len(places)} cuts, {dict(found)}")  # noqa: T201
    note(f"{how} of a booking, {direction}", seconds=time.monotonic() - begun, cuts=len(places), bytes=length)


@pytest.mark.parametrize("direction", [UP, DOWN])
def test_an_operation_cut_anywhere_is_done_once(direction):
    begun, found = time.monotonic(), Counter()
    with a_town() as _municipality, through_proxy() as proxy:
        fund = open_scheme(BURGERBUDGET, euros="0.00")

        def give(reference):
            deposit(fund_id=fund, amount=eur("1.00"), reference=reference, actor=TEST, on=DAY)
            return reference

        length = lengths_of(proxy, lambda: give("whole"))[direction]
        places = range(1, length + 1, EVERY_NTH_BYTE_OF_AN_OPERATION)
        for number, after in enumerate(places, start=2):
            first = try_over(proxy, Plan(direction, after), lambda after=after: give(f"cut:{after}"))
            give(f"cut:{after}")

            assert balance("BANK") == number * 100
            found["answered" if first else "not answered"] += 1

        assert rows("SELECT count(*) FROM ledger_entry") == [(len(places) + 1,)]
        assert breaches() == []
    print(f"operation, {direction}: {length} bytes, {len(places)} cuts, {dict(found)}")  # noqa: T201
    note(f"cut of an operation, {direction}", seconds=time.monotonic() - begun, cuts=len(places), bytes=length)


class TestAConnectionThatHangs:
    def test_keeps_others_waiting_no_longer_than_two_seconds_and_is_booked_once(self, book):
        served = tenant.current()
        with through_proxy() as proxy:
            all_but_commit = lengths_of(proxy, lambda: in_a_transaction(book, "once"))[UP] - COMMIT_AND_GOODBYE
            proxy.plan = Plan(UP, all_but_commit, HOLD)
            answers = []
            slow = threading.Thread(target=lambda: answers.append(in_another_thread(served, book, "same")))
            slow.start()
            assert proxy.holds.wait(timeout=30)
            time.sleep(0.2)  # The booking has arrived; let it be done.

            with pytest.raises(InProgress):
                say(book, "same")
            proxy.let_go()
            slow.join(timeout=30)

            assert say(book, "same").replayed
            assert answers == [say(book, "same").entry_id]
        assert book.count() == 2
        assert book.breaches() == []


def in_a_transaction(book, key):
    with municipal_transaction():
        return say(book, key).entry_id


def in_another_thread(served, book, key):
    with tenant.serving(served):
        try:
            return answer(in_a_transaction, book, key)
        finally:
            connection.close()
