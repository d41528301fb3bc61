"""Checking the books, and keeping what was found."""

from datetime import date

from budgets.exports.books import Check, try_invariants
from budgets.operation import Actor, operation
from budgets.trail.figures import note_verification


@operation
def verify_books(*, actor: Actor, on: date) -> list[Check]:
    """This will try every invariant of the served municipality and keep how many rows break each; the rows are given,
    not kept.
    """
    checks = try_invariants()
    note_verification(actor.name, on, {check.name: len(check.rows) for check in checks})
    return checks
