"""The proofs in small: each tries one thing in a new municipality and fails by an error when it is not so."""

import hashlib
import random
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from budgets.jobs import kinds
from budgets.jobs.kinds import Kind
from budgets.jobs.performing import perform
from budgets.operation import municipal_transaction
from budgets.outbox import working
from budgets.outbox.asking import ask
from budgets.payouts.operations import approve_batch, hand_over_batch, prepare_batch
from budgets.payouts.queries import list_batches
from budgets.restores.refusals import RestoreMode
from budgets.trail.record import record
from ledger import closes, holds, outbox, rollup, tenant
from ledger.database import (
    ExceedsAvailableBalance,
    HoldExpired,
    IdempotencyKeyReused,
    InProgress,
    LapseNotAnnounced,
    refusing,
)
from ledger.journal import book_all
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, award_to, balance, breaches, enter_people, rows, run
from tests.budgets.restores.town import put_back
from tests.builders import TEST, an_officer
from tests.faults import acts
from tests.faults.acts import AN_HOUR, NOON, Act
from tests.faults.cutting import DOWN, Plan, through_proxy
from tests.faults.failpoints import DURING, kill_at
from tests.faults.subjects import Subject
from tests.ledger.books import DAY, Book
from tests.ledger.contenders import contend

NEVER = timedelta(hours=1)


@contextmanager
def a_book() -> Iterator[Book]:
    with a_town() as municipality_id:
        book = Book(municipality_id)
        book.fill(free=100_000, entitled=100_000)
        book.fill(entitled=100, person="Noor")
        yield book
        assert book.breaches() == []


# What is said twice


def said_twice_is_done_once() -> None:
    with a_book() as book:
        for make in (acts.booking, acts.booking_an_array, acts.reversing, acts.holding, acts.posting_a_hold):
            subject = Subject(make(book))
            subject.take_next()
            answer, left = subject.do(), subject.left()
            assert subject.do() == answer, subject.act.name
            assert subject.left() == left, subject.act.name


def another_sentence_under_the_same_key_is_refused() -> None:
    with a_book() as book:
        book.say("deposit", ("BANK", "FUND", 1), key="same")
        try:
            book.say("deposit", ("BANK", "FUND", 2), key="same")
        except IdempotencyKeyReused:
            return
        raise AssertionError("2 was said and 1 was answered")


def asked_twice_is_one_job() -> None:
    with a_book():
        for _time in range(2):
            with municipal_transaction():
                ask("faults-nothing", "it", on=DAY)
        assert rows("SELECT count(*) FROM outbox_job") == [(1,)]


# Two at the same instant


def two_cannot_spend_the_same() -> None:
    with a_book() as book:
        book.account("IN_TRANSIT")

        def spend(process: int, race: int) -> str:
            entry = book.entry("payout", (("ENTITLED", "Noor"), "IN_TRANSIT", 1), key=f"{process}:{race}")
            try:
                book_all([entry])
            except ExceedsAvailableBalance:
                return "refused"
            return "spent"

        said = [each for answers in contend(spend, rounds=80) for each in answers]
        assert sorted(set(said)) == ["refused", "spent"], said
        assert said.count("spent") == 100
        assert book.balance("ENTITLED", "Noor") == 0


def two_that_lock_crosswise_wait_for_each_other() -> None:
    with a_book() as book:
        # So many legs of one that the other comes in between.
        pairs = [*[(("ENTITLED", "Zoë"), "IN_TRANSIT", 1)] * 200, (("ENTITLED", "Noor"), "IN_TRANSIT", 1)]
        book.entry("payout", *pairs)

        def spend(process: int, race: int) -> str:
            book.say("payout", *(pairs if process else pairs[::-1]), key=f"{process}:{race}")
            return "spent"

        assert {each for answers in contend(spend, rounds=10) for each in answers} == {"spent"}


def a_close_waits_for_a_booking() -> None:
    with a_book() as book, in_the_middle(book, "slow") as goes_on:
        try:
            with municipal_transaction():
                closes.close_month(DAY, by=book.uuid("officer"), on=date(2099, 1, 1))
        except InProgress:
            return
        finally:
            goes_on()
        raise AssertionError("the month was closed while somebody booked in it")


def a_roll_up_leaves_out_what_has_not_ended() -> None:
    with a_book() as book:
        with in_the_middle(book, "slow") as goes_on:
            book.say("deposit", ("BANK", "FUND", 1), key="quick")
            rollup.roll_up()
            goes_on()
        book.say("deposit", ("BANK", "FUND", 1), key="later")
        rollup.roll_up()
        assert book.balance("BANK") == 200_100 + 3


@contextmanager
def in_the_middle(book: Book, key: str) -> Iterator[Callable[[], None]]:
    """Let another book, and not commit before it is told to go on."""
    booked, goes_on, served = threading.Event(), threading.Event(), tenant.current()
    book.account("BANK"), book.account("FUND")

    def work() -> None:
        with tenant.serving(served):
            with municipal_transaction():
                book.say("deposit", ("BANK", "FUND", 1), key=key)
                booked.set()
                goes_on.wait(timeout=30)
            connection.close()

    other = threading.Thread(target=work)
    other.start()

    def end() -> None:
        goes_on.set()
        other.join()

    assert booked.wait(timeout=30)
    try:
        yield end
    finally:
        end()


# Holds


def a_hold_sets_aside_and_comes_free() -> None:
    with a_book() as book:
        legs = book.entry("payout", (("ENTITLED", "Noor"), "IN_TRANSIT", 100)).legs
        held = holds.hold(legs, act="payout", why="test", key="h", at=NOON, until=NOON + AN_HOUR).hold_id
        try:
            book.say("payout", (("ENTITLED", "Noor"), "IN_TRANSIT", 1))
            raise AssertionError("what was set aside was spent")
        except ExceedsAvailableBalance:
            pass
        holds.post(held, key="p", happened_on=DAY, at=NOON, amounts=[40])
        book.say("payout", (("ENTITLED", "Noor"), "IN_TRANSIT", 60))


def a_hold_that_is_over_is_not_posted() -> None:
    with a_book() as book:
        held = acts.place(book, "h")
        try:
            holds.post(held, key="p", happened_on=DAY, at=NOON + AN_HOUR)
        except HoldExpired:
            return
        raise AssertionError("it was posted when its time was over")


# Passes


def nothing_lapses_that_was_not_announced() -> None:
    with a_book() as book:
        book.say("grant", ("GRANT_EXPENSE", ("EARMARKED", "Noor"), 10))
        try:
            book.say("lapse", (("EARMARKED", "Noor"), "LAPSED", 10))
        except LapseNotAnnounced:
            return
        raise AssertionError("it lapsed, and nobody was told")


# Killed


def killed_and_done_again_is_done_once() -> None:
    with a_book() as book:
        outbox.LISTENERS.append(acts.tell_by_job)
        kinds.KINDS["faults-booking"] = Kind("faults-booking", lambda turn: _book_for(book, turn))
        try:
            kill(acts.booking_in_an_operation(book), acts.relaying(book), acts.doing_a_job(book))
        finally:
            outbox.LISTENERS.remove(acts.tell_by_job)
            del kinds.KINDS["faults-booking"]


def _book_for(book: Book, turn: Any) -> bool:
    book.say("deposit", ("BANK", "FUND", 1), key=f"job:{turn.subject}")
    return False


def kill(*killed: Act) -> None:
    dice = random.Random(1)  # noqa: S311 - nothing secret is drawn
    for subject in map(Subject, killed):
        for failpoint in subject.failpoints:
            if failpoint.moment != DURING:
                subject.take_next()
                death = kill_at(failpoint, subject.do, dice)
                assert death.killed, death.words
                subject.check(death.commits, uncertain=False)


def a_killed_payment_leaves_no_file_that_the_books_do_not_know() -> None:
    with a_town(BURGERBUDGET), tempfile.TemporaryDirectory() as folder:
        subject = Subject(acts.paying(Path(folder)))
        places = [each for each in subject.failpoints if each.what == "COMMIT" and each.moment != DURING]
        for failpoint in places:
            subject.take_next()
            assert kill_at(failpoint, subject.do, random.Random(1)).killed  # noqa: S311 - as above
            compare_files(folder)
            subject.do()
        compare_files(folder)


def compare_files(folder: str) -> None:
    known = dict(rows("SELECT sha256, state FROM payouts_batch"))
    for path in Path(folder).glob("*.xml"):
        assert known.get(hashlib.sha256(path.read_bytes()).hexdigest()) == "HANDED_OVER", path.name


# Delivered, handed over, restored


def delivered_twice_is_done_once() -> None:
    with a_book() as book, a_kind_that_notes():
        with municipal_transaction():
            job_ids = [ask("faults-noting", str(number), on=DAY) for number in range(30)]

        def deliver(process: int, number: int) -> None:
            perform(book.municipality_id, job_ids[number], worker=f"worker-{process}", pace=acts.AT_ONCE)

        contend(deliver, rounds=len(job_ids))
        for job_id in job_ids:
            perform(book.municipality_id, job_id, worker="late", pace=acts.AT_ONCE)
        assert rows("SELECT count(*) FROM trail_act WHERE name = 'thing.noted'") == [(len(job_ids),)]


@contextmanager
def a_kind_that_notes() -> Iterator[None]:
    def step(turn: Any) -> bool:
        with municipal_transaction():
            record("test", "thing.noted", on=DAY, about=turn.subject)
        return False

    kinds.KINDS["faults-noting"] = Kind("faults-noting", step)
    try:
        yield
    finally:
        del kinds.KINDS["faults-noting"]


def a_turn_that_is_over_ends_nothing() -> None:
    with a_book():
        with municipal_transaction():
            job_id = ask("faults-nothing", "it", on=DAY)
            old = working.take(job_id, worker="stopped", lease_of=lambda _kind: NEVER)
        with municipal_transaction():
            working.recover(patience=timedelta(0), pause=timedelta(0))
        with municipal_transaction():
            assert working.take(job_id, worker="another", lease_of=lambda _kind: NEVER) is not None
        with municipal_transaction():
            assert old is not None and not working.finish(old)


def handed_over_is_in_transit_and_the_same_file_again() -> None:
    with a_town(BURGERBUDGET):
        batch = a_batch()
        files = [hand_over_batch(batch_id=batch.id, actor=TEST, on=DAY) for _time in range(2)]
        assert [hashlib.sha256(each.content).hexdigest() for each in files] == [batch.sha256] * 2
        assert balance("IN_TRANSIT") == batch.total_minor
        assert breaches() == []


def restored_books_hand_nothing_over() -> None:
    with a_town(BURGERBUDGET):
        batch = a_batch()
        put_back()
        try:
            hand_over_batch(batch_id=batch.id, actor=TEST, on=DAY)
        except RestoreMode:
            return
        raise AssertionError("it was handed over a second time")


def a_batch() -> Any:
    award_to(enter_people(2), BURGERBUDGET, starts_on=DAY)
    run(BURGERBUDGET, DAY)
    prepare_batch(actor=TEST, on=DAY)
    with municipal_transaction():
        [batch] = list_batches()
    for name in ("Anna", "Bilal"):
        officer = an_officer(name)
        approve_batch(batch_id=batch.id, officer_id=officer, sha256=batch.sha256, actor=TEST, on=DAY)
    return batch


# Others, and the wire


def strangers_see_nothing() -> None:
    with a_town(BURGERBUDGET) as theirs:
        Book(theirs).fill(free=5)
        award_to(enter_people(1), BURGERBUDGET)
    assert seen_without_serving() == 0
    with a_town():
        for table in ("ledger_entry", "entitlements_entitlement"):
            assert rows(f"SELECT count(*) FROM {table} WHERE municipality_id = {theirs}") == [(0,)], table


def seen_without_serving() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        return int(cursor.fetchone()[0])


def what_was_answered_over_a_cut_line_is_booked() -> None:
    with a_book() as book, through_proxy() as proxy:
        for after in range(1, 900, 60):
            connection.close()
            proxy.plan, answered = Plan(DOWN, after), None
            try:
                with refusing():
                    answered = book.say("deposit", ("BANK", "FUND", 1), key=f"cut:{after}").entry_id
            except Exception as broken:
                assert str(broken)
            connection.close()
            again = book.say("deposit", ("BANK", "FUND", 1), key=f"cut:{after}")
            assert answered in (None, again.entry_id)


PROOFS = (
    said_twice_is_done_once,
    another_sentence_under_the_same_key_is_refused,
    asked_twice_is_one_job,
    two_cannot_spend_the_same,
    two_that_lock_crosswise_wait_for_each_other,
    a_close_waits_for_a_booking,
    a_roll_up_leaves_out_what_has_not_ended,
    a_hold_sets_aside_and_comes_free,
    a_hold_that_is_over_is_not_posted,
    nothing_lapses_that_was_not_announced,
    killed_and_done_again_is_done_once,
    a_killed_payment_leaves_no_file_that_the_books_do_not_know,
    delivered_twice_is_done_once,
    a_turn_that_is_over_ends_nothing,
    handed_over_is_in_transit_and_the_same_file_again,
    restored_books_hand_nothing_over,
    strangers_see_nothing,
    what_was_answered_over_a_cut_line_is_booked,
)
"""Every proof; each holds where no bug is planted."""
