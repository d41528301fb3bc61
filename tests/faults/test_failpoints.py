"""`kill -9` at every place of every act: what was acknowledged is there, nothing is half there, and saying it again
gives the same answer and doubles nothing.
"""

import hashlib
import os
import random
import time
from collections import Counter, defaultdict
from itertools import cycle, islice

import pytest

from budgets.entitlements import runs
from budgets.jobs import kinds
from budgets.jobs.kinds import Kind
from budgets.operation import municipal_transaction
from budgets.rounds import deciding
from budgets.rounds.replaying import list_differences_of_rounds
from ledger import outbox
from tests.budgets.entitlements.town import BURGERBUDGET, a_town, balance, breaches, open_scheme, rows
from tests.budgets.redemptions.market import a_market
from tests.evidence import note
from tests.faults import acts, acts_of_schemes, acts_of_tills
from tests.faults.acts import Act
from tests.faults.failpoints import AFTER, DURING, kill_at
from tests.faults.subjects import Subject
from tests.ledger.books import Book

LONG = 10 if os.environ.get("GRONDSLAG_PROOF") == "long" else 1
KILLS_OF_EACH = 5 * LONG
DRAWN, DRAWN_OF_A_YEAR = 2 * LONG, LONG
"""Of acts that come by the same thing many times, so many of each."""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]

IN_THE_LEDGER = [
    acts.booking, acts.booking_in_an_operation, acts.booking_an_array, acts.reversing, acts.holding,
    acts.posting_a_hold, acts.voiding_a_hold, acts.expiring_holds, acts.rolling_up, acts.relaying, acts.doing_a_job,
]  # fmt: skip
AT_A_TILL = [
    acts_of_tills.paying_at_a_till, acts_of_tills.capturing_at_a_till, acts_of_tills.cancelling_at_a_till,
    acts_of_tills.refunding_at_a_till,
]  # fmt: skip
EXPECTED = {
    "book": "during SELECT ledger_book",
    "post a hold": "after SELECT ledger_post_hold",
    "relay": "before COMMIT",
    "do a job": "after COMMIT",
    "do a period run as a job": "during SELECT ledger_book_all",
    "pay": "before put the file in place",
    "seal a day": "during SELECT ledger_seal_day",
    "close a month": "during SELECT ledger_close_month",
    "confirm a restore": "before UPDATE restores_restore",
    "award from a file": "during SELECT ledger_book_all",
    "end all of a person": "during SELECT ledger_void_hold",
    "let a pass lapse": "before SELECT ledger_give_notice",
    "lock a round and award its claims": "before UPDATE rounds_claim",
    "pay at a till": "during SELECT redemptions_authorise",
    "capture at a till": "during SELECT redemptions_change",
}
"""Places that must be among those that are found: if the act no longer comes there, this list is looked at again."""


def kill_everywhere(subject: Subject, dice: random.Random, of_each: int | None = None) -> Counter[str]:
    """Kill an act at all its failpoints, check the books after each death, and count the kills.

    `of_each`: of places with one name so many are drawn, in the place of all of them.
    """
    kills: Counter[str] = Counter()
    places = defaultdict(list)
    for failpoint in subject.failpoints:
        places[failpoint.name].append(failpoint)
    for name, found in places.items():
        some = found if of_each is None else dice.sample(found, min(of_each, len(found)))
        for failpoint in islice(cycle(some), max(KILLS_OF_EACH, len(found)) if of_each is None else len(some)):
            subject.take_next()
            death = kill_at(failpoint, subject.do, dice)
            assert death.killed, (name, death.words)
            subject.check(death.commits, uncertain=failpoint.moment == DURING, thrice=failpoint.moment == AFTER)
            kills[name] += 1
    return kills


def kill(act: Act, of_each: int | None = None) -> None:
    seed = int(os.environ.get("GRONDSLAG_SEED") or random.SystemRandom().getrandbits(26))
    begun = time.monotonic()
    kills = kill_everywhere(Subject(act), random.Random(seed), of_each)  # noqa: S311

    assert breaches() == []
    assert min(kills.values()) >= (KILLS_OF_EACH if of_each is None else 1)
    assert EXPECTED.get(act.name, next(iter(kills))) in kills, sorted(kills)
    seconds = time.monotonic() - begun
    note(f"kill -9: {act.name}", seeds=[seed], seconds=seconds, kills=kills.total(), failpoints=len(kills))
    print(f"{act.name}: {kills.total()} kills at {len(kills)} failpoints, {seconds:.1f} s, seed {seed}")  # noqa: T201


def step_booking(book: Book):
    def step(turn):
        book.say("deposit", ("BANK", "FUND", 1), key=f"job:{turn.subject}")
        return False

    return step


@pytest.mark.parametrize("make", IN_THE_LEDGER, ids=lambda make: make.__name__)
def test_the_ledger_killed_anywhere(make, monkeypatch):
    with a_town() as municipality_id:
        book = Book(municipality_id)
        book.fill(free=1_000_000, entitled=1_000_000)
        monkeypatch.setattr(outbox, "LISTENERS", [acts.tell_by_job])
        monkeypatch.setitem(kinds.KINDS, "faults-booking", Kind("faults-booking", step_booking(book)))

        kill(make(book))


def test_a_run_killed_anywhere(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK", 1)
    with a_town(BURGERBUDGET, euros="900000000.00"):
        kill(acts.doing_a_run())

        assert (
            rows("SELECT count(*) FROM entitlements_grant g GROUP BY entitlement_id, label HAVING count(*) > 1") == []
        )
        assert rows("SELECT DISTINCT state FROM entitlements_run") == [("DONE",)]


def test_a_payment_file_killed_anywhere(tmp_path):
    with a_town(BURGERBUDGET, euros="900000000.00"):
        kill(acts.paying(tmp_path))

        known = dict(rows("SELECT sha256, state FROM payouts_batch"))
        whole = [path for path in tmp_path.iterdir() if path.suffix == ".xml"]
        assert {known[hashlib.sha256(path.read_bytes()).hexdigest()] for path in whole} == {"HANDED_OVER"}
        assert len(whole) == len(known)


def test_a_close_killed_anywhere():
    with a_town():
        kill(acts.closing_a_month())


def test_a_seal_killed_anywhere():
    with a_town() as municipality_id:
        kill(acts.sealing_a_day(Book(municipality_id)))


def test_a_confirmation_killed_anywhere():
    with a_town():
        kill(acts.confirming_a_restore())


def test_a_deposit_killed_anywhere():
    with a_town():
        kill(acts.depositing(open_scheme(BURGERBUDGET)))


def test_a_file_of_awards_killed_anywhere(tmp_path):
    with a_town():
        kill(acts_of_schemes.awarding_from_a_file(tmp_path), DRAWN)

        budgets = rows(
            "SELECT DISTINCT array_agg(DISTINCT e.budget ORDER BY e.budget), count(*) FROM entitlements_entitlement e"
            " JOIN entitlements_fund_share s ON s.entitlement_id = e.id GROUP BY e.person_id"
        )
        assert budgets == [(["sport", "vrij"], 4)]
        decided = rows("SELECT DISTINCT outcome, count(*) FROM entitlements_decision GROUP BY person_id, outcome")
        assert sorted(decided) == [("AWARDED", 1), ("REFUSED", 1)]


def test_an_end_of_everything_killed_anywhere():
    with a_town():
        kill(acts_of_schemes.ending_all_of_a_person(), DRAWN)

        assert rows("SELECT 1 FROM entitlements_move GROUP BY entitlement_id, name HAVING count(*) > 1") == []


def test_a_pass_killed_anywhere():
    with a_town():
        kill(acts_of_schemes.letting_passes_lapse(), DRAWN_OF_A_YEAR)

        assert rows("SELECT DISTINCT state FROM entitlements_entitlement") == [("ENDED",)]
        told = "SELECT DISTINCT count(*) FROM {} GROUP BY entitlement_id"
        assert [rows(told.format(f"entitlements_{name}")) for name in ("grant", "notice", "lapse")] == [
            [(1,)], [(2,)], [(1,)],
        ]  # fmt: skip
        assert (balance("EARMARKED"), balance("COMMITTED")) == (0, 0)


def test_a_round_killed_anywhere(monkeypatch):
    monkeypatch.setattr(deciding, "CHUNK", 1)
    with a_town():
        kill(acts_of_schemes.awarding_a_round(), DRAWN)

        # Of each round both claims became an award of their own with one grant of it, and nothing else came of it.
        assert rows(
            "SELECT DISTINCT count(*), count(DISTINCT c.entitlement_id), count(DISTINCT g.id),"
            " bool_and(g.amount_minor = c.contribution_minor)"
            " FROM rounds_claim c JOIN entitlements_grant g ON g.entitlement_id = c.entitlement_id"
            " JOIN rounds_round r ON r.id = c.round_id WHERE r.state = 'LOCKED' GROUP BY r.id"
        ) == [(2, 2, 2, True)]
        [(rounds,)] = rows("SELECT count(*) FROM rounds_round WHERE state = 'LOCKED'")
        assert rows("SELECT count(*) FROM entitlements_entitlement") == [(2 * rounds,)]
        assert (balance("COMMITTED"), balance("ENTITLED")) == (0, balance("SPENT"))
        with municipal_transaction():
            assert list(list_differences_of_rounds()) == []


@pytest.mark.parametrize("make", AT_A_TILL, ids=lambda make: make.__name__)
def test_a_till_killed_anywhere(make):
    with a_market(people=1, tills=1) as market:
        kill(make(market))

        # What the shop is owed was spent, and what it has a receipt for is what it is owed.
        [(receipts,)] = rows(
            "SELECT coalesce(sum(euro_minor - refunded_euro_minor), 0) FROM redemptions_redemption"
            " WHERE state IN ('CAPTURED', 'REFUNDED')"
        )
        assert balance("SHOP_PAYABLE") == balance("SPENT") == receipts
