"""Bugs that could be made anywhere in the whole, how each is planted, and which proof must find it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import Error, connection, connections, transaction
from pytest import MonkeyPatch

from budgets import operation
from budgets.jobs import performing
from budgets.jobs.kinds import KINDS
from budgets.outbox import working
from budgets.outbox.models import Job
from budgets.outbox.working import Turn
from budgets.payouts import operations as payouts
from ledger import journal, outbox, tenant
from ops.management.commands import payment_file
from tests.faults import acts, proofs
from tests.ledger.seeds import without

Planting = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Bug:
    """A bug that could be made, how it is planted for a while, and the proof that finds it."""

    name: str
    planted: Planting
    found_by: Callable[[], None]


def sql(plant: str, cure: str) -> Planting:
    """Plant by SQL of the owner, and put it right by other SQL."""

    @contextmanager
    def planted() -> Iterator[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(plant)
        try:
            yield
        finally:
            with connections["owner"].cursor() as cursor:
                cursor.execute(cure)

    return planted


def function(name: str, line: str, instead: str = "") -> Planting:
    """Plant in a function of the database: a line of it is taken away, or says something else."""

    @contextmanager
    def planted() -> Iterator[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
            [(whole,)] = cursor.fetchall()
        with sql(without(name, line, instead), whole)():
            yield

    return planted


def python(module: Any, name: str, instead: Any) -> Planting:
    """Plant in the program: a function of it is another."""

    @contextmanager
    def planted() -> Iterator[None]:
        with MonkeyPatch.context() as patched:
            patched.setattr(module, name, instead)
            yield

    return planted


def both(*plantings: Planting) -> Planting:
    @contextmanager
    def planted() -> Iterator[None]:
        with plantings[0](), plantings[1]():
            yield

    return planted


def finish_before_doing(turn: Turn, _pace: Any) -> None:
    with operation.municipal_transaction():
        working.finish(turn)
    KINDS[turn.kind].step(turn)


def take_without_looking(job_id: Any, _worker: str, _pace: Any) -> Turn:
    with operation.municipal_transaction():
        job = Job.objects.get(pk=job_id)
    return Turn(job.id, job.turn, job.kind, job.subject, job.on, job.step)


def hold_whoever_asks(turn: Turn) -> Job:
    return Job.objects.select_for_update().get(pk=turn.job_id)


def take_what_looks_ripe(job_id: Any, *, worker: str, lease_of: Any) -> Turn | None:
    job = Job.objects.filter(pk=job_id, state="WAITING").first()  # Read without a lock, by two at once.
    if job is None:
        return None
    lease = lease_of(job.kind)
    Job.objects.filter(pk=job_id).exclude(state="RUNNING").update(state="RUNNING", worker=worker)
    return Turn(job.id, job.turn, job.kind, job.subject, job.on, job.step) if lease is not None else None


def relay_and_tell_later(*, most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM ledger_take_outbox(%s, %s)", [tenant.current(), most])
        entries = [entry_id for (entry_id,) in cursor.fetchall()]
    for listen in outbox.LISTENERS if entries else []:
        transaction.on_commit(lambda listen=listen: tell_in_another(listen, entries))
    return len(entries)


def tell_in_another(listen: Any, entries: list[int]) -> None:
    with operation.municipal_transaction():
        listen(entries)


@contextmanager
def no_transaction() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(tenant.current())])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('grondslag.municipality', '', false)")


def tell_the_session() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grondslag.municipality', %s, false)", [str(tenant.current())])


def ask_as_if_new(kind: str, subject: str = "", *, on: Any) -> Any:
    return Job.objects.create(kind=kind, subject=f"{subject} {uuid4()}", on=on).id


_hand_over = payment_file.hand_over_batch


def write_before_handing_over(*, batch_id: Any, actor: Any, on: Any) -> Any:
    with operation.municipal_transaction():
        batch = payouts.get_batch(batch_id)
        content = bytes(payouts.PaymentBatch.objects.get(id=batch_id).content)
    payment_file._write(acts.FOLDER[-1] / batch.file_name, content)
    return _hand_over(batch_id=batch_id, actor=actor, on=on)


_content = payouts._approved_content


def make_bytes_anew(batch: Any) -> bytes:
    return _content(batch).replace(b"?>", f"?><!-- {uuid4()} -->".encode(), 1)


_call = journal.call


def answer_whatever_happens(function: str, *arguments: Any) -> Any:
    try:
        return _call(function, *arguments)
    except Error:
        return 1  # "It will have been booked."


_book_entry = journal.book_entry


def book_on_another_connection(entry: Any) -> Any:
    answers: list[Any] = []
    served = tenant.current()

    def work() -> None:
        with tenant.serving(served):
            answers.append(_book_entry(entry))
            connection.close()

    beside = threading.Thread(target=work)
    beside.start()
    beside.join()
    [answer] = answers
    return answer


RANDOM_KEY = "p_key || random()::text"
LOCKS = "ORDER BY account_id FOR NO KEY UPDATE;"

BUGS = [
    Bug("drop the key", function("ledger_book", "VALUES (p_municipality, p_key,",
        f"VALUES (p_municipality, {RANDOM_KEY},"), proofs.said_twice_is_done_once),
    Bug("drop the key, in arrays", function("ledger_book_all", "SELECT p_municipality, a.id, a.key,",
        "SELECT p_municipality, a.id, a.key || random()::text,"), proofs.said_twice_is_done_once),
    Bug("drop the key of a hold", function("ledger_place_hold", "VALUES (p_municipality, p_key,",
        f"VALUES (p_municipality, {RANDOM_KEY},"), proofs.said_twice_is_done_once),
    Bug("do not compare what is said under a key", function("ledger_book", "earlier <> request", "false"),
        proofs.another_sentence_under_the_same_key_is_refused),
    Bug("drop the lock", function("ledger_book_all", LOCKS, ";"), proofs.two_cannot_spend_the_same),
    Bug("drop the floor", sql(
        "ALTER TABLE ledger_balance DROP CONSTRAINT balance_floor;"
        "ALTER TABLE ledger_posting DROP CONSTRAINT posting_floor",
        "ALTER TABLE ledger_balance ADD CONSTRAINT balance_floor CHECK (balance >= held) NOT VALID;"
        "ALTER TABLE ledger_posting ADD CONSTRAINT posting_floor CHECK (balance_after >= 0) NOT VALID"),
        proofs.two_cannot_spend_the_same),
    Bug("lock in the order asked", function("ledger_book", "IF cardinality(p_debits) > 1 THEN", "IF false THEN"),
        proofs.two_that_lock_crosswise_wait_for_each_other),
    Bug("close without waiting", function("ledger_close_month",
        "pg_advisory_xact_lock(hashtext('ledger_close'), p_municipality)", "pg_sleep(0)"),
        proofs.a_close_waits_for_a_booking),
    Bug("roll up what has not ended", function("ledger_roll_up", "pg_snapshot_xmin(", "pg_snapshot_xmax("),
        proofs.a_roll_up_leaves_out_what_has_not_ended),
    Bug("hold without setting aside", function("ledger_place_hold",
        "PERFORM ledger_hold_more(p_municipality, ARRAY[hold], 1);"), proofs.a_hold_sets_aside_and_comes_free),
    Bug("post a hold without releasing", function("ledger_end_hold",
        "PERFORM ledger_hold_more(p_municipality, ARRAY[p_hold], -1);", "NULL;"),
        proofs.a_hold_sets_aside_and_comes_free),
    Bug("post a hold that is over", function("ledger_end_hold", "p_at >= held.expires_at", "false"),
        proofs.a_hold_that_is_over_is_not_posted),
    Bug("lapse what was not announced", function("ledger_check_postings", " AND NOT f.announced"),
        proofs.nothing_lapses_that_was_not_announced),
    Bug("relay without deleting", function("ledger_take_outbox", "DELETE FROM ledger_outbox o USING oldest",
        "UPDATE ledger_outbox o SET entry_id = o.entry_id FROM oldest"), proofs.killed_and_done_again_is_done_once),
    Bug("tell what was relayed after the commit", python(outbox, "relay", relay_and_tell_later),
        proofs.killed_and_done_again_is_done_once),
    Bug("an operation without a transaction", python(acts, "municipal_transaction", no_transaction),
        proofs.killed_and_done_again_is_done_once),
    Bug("book outside the transaction", python(journal, "book_entry", book_on_another_connection),
        proofs.killed_and_done_again_is_done_once),
    Bug("acknowledge a job before it is done", python(performing, "_do", finish_before_doing),
        proofs.killed_and_done_again_is_done_once),
    Bug("never take over from the dead", python(working, "recover", lambda **_waits: []),
        proofs.killed_and_done_again_is_done_once),
    Bug("do a job without its row", python(performing, "_take", take_without_looking),
        proofs.delivered_twice_is_done_once),
    Bug("take a job without a lock", python(working, "take", take_what_looks_ripe),
        proofs.delivered_twice_is_done_once),
    Bug("let an old turn end a job", python(working, "_hold", hold_whoever_asks),
        proofs.a_turn_that_is_over_ends_nothing),
    Bug("ask for the same job again", python(proofs, "ask", ask_as_if_new), proofs.asked_twice_is_one_job),
    Bug("skip the policy of the entries", sql("ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY"), proofs.strangers_see_nothing),
    Bug("skip the policy of the entitlements", sql(
        "ALTER TABLE entitlements_entitlement DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE entitlements_entitlement ENABLE ROW LEVEL SECURITY"), proofs.strangers_see_nothing),
    Bug("leave the municipality set", python(tenant, "tell_database", tell_the_session),
        proofs.strangers_see_nothing),
    Bug("hand over without booking", python(payouts, "book_in_transit", lambda _batch, **_day: None),
        proofs.handed_over_is_in_transit_and_the_same_file_again),
    Bug("make the bytes anew", python(payouts, "_approved_content", make_bytes_anew),
        proofs.handed_over_is_in_transit_and_the_same_file_again),
    Bug("put the file there before it is handed over", python(payment_file, "hand_over_batch",
        write_before_handing_over), proofs.a_killed_payment_leaves_no_file_that_the_books_do_not_know),
    Bug("hand over from restored books", both(python(payouts, "check_not_restored", lambda: None), sql(
        "ALTER TABLE payouts_batch DISABLE TRIGGER payouts_batch_restore_mode",
        "ALTER TABLE payouts_batch ENABLE TRIGGER payouts_batch_restore_mode")),
        proofs.restored_books_hand_nothing_over),
    Bug("take a broken line for an answer", python(journal, "call", answer_whatever_happens),
        proofs.what_was_answered_over_a_cut_line_is_booked),
]  # fmt: skip
