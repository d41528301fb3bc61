"""Bugs are planted one by one, in the database's functions and in the program: the proof that is named finds each."""

import time

import pytest
from django.db import Error, connections

from ledger.refusal import Refusal
from ledger.tenant import TenantLeaked
from tests.evidence import note
from tests.faults.bugs import BUGS
from tests.faults.proofs import PROOFS

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_database")]


def finding_of(proof):
    """Give how a proof fails, "" when it holds. An error of Python itself would be of the planting, and is no finding.

    The database's own guards may speak first, and so may the alarm about a municipality that stays set.
    """
    try:
        proof()
    except (AssertionError, Refusal, Error, TenantLeaked) as finding:
        return f"{type(finding).__name__}: {finding}".split("\n")[0]
    return ""


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.__name__)
def test_a_proof_holds_where_no_bug_is(proof):
    proof()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_found_by_its_proof(bug):
    begun = time.monotonic()

    with bug.planted():
        finding = finding_of(bug.found_by)
    connections.close_all()  # What a bug left on one must not be found for the next.

    print(f"{bug.name}: {finding[:200]}")  # noqa: T201
    assert finding, f"{bug.found_by.__name__} holds, although: {bug.name}"
    note(f"{bug.found_by.__name__} finds: {bug.name}", seconds=time.monotonic() - begun)


def test_there_are_enough_and_each_proof_finds_one():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 25
    assert {bug.found_by for bug in BUGS} == set(PROOFS)
