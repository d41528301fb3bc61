"""Processes of their own that book at the same time, or until they are killed."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from django.db import connections

from ledger.refusal import Refusal

PROCESS = multiprocessing.get_context("fork")


def contend(
    act: Callable[[int, int], Any],
    *,
    rounds: int,
    processes: int = 2,
    before: Callable[[int], object] | None = None,
) -> list[list[Any]]:
    """Let processes do an act at the same instant, round after round; gives per round what each answered.

    `before` is what the first of them does between two rounds, while the others wait.
    """
    connections.close_all()  # A connection that two processes share belongs to neither.
    barrier = PROCESS.Barrier(processes)

    def run(number: int, answers: Connection) -> None:
        found = []
        for round_number in range(rounds):
            barrier.wait(timeout=60)
            if before:
                if number == 0:
                    before(round_number)
                barrier.wait(timeout=60)
            found.append(answer(act, number, round_number))
        answers.send(found)

    started = [start(run, number) for number in range(processes)]
    found = [answers.recv() for _, answers in started]
    for process, _ in started:
        process.join()
    return [list(each) for each in zip(*found, strict=True)]


def answer(act: Callable[..., Any], *arguments: Any) -> Any:
    """Give what an act gives, the code of a refusal, or an error with its text."""
    try:
        return act(*arguments)
    except Refusal as refusal:
        return refusal.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def start(run: Callable[[int, Connection], None], number: int) -> tuple[Any, Connection]:
    """Start a process that is told its number and a pipe to speak into."""
    connections.close_all()
    here, there = PROCESS.Pipe(duplex=False)

    def live() -> None:
        try:
            run(number, there)
        finally:
            there.close()
            os._exit(0)  # Nothing of pytest's may run in a copy of it.

    process = PROCESS.Process(target=live, daemon=True)
    process.start()
    there.close()
    return process, here


def heard(pipe: Connection) -> Iterator[Any]:
    """Give all that was spoken into a pipe before its process ended."""
    while True:
        try:
            yield pipe.recv()
        except (EOFError, ConnectionResetError):
            return
