"""A hold or a purchase that is ended twice at the same instant: captured, cancelled, expired or refunded, and once."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.budgets.entitlements.town import rows
from tests.budgets.redemptions.market import (
    FREE_MINOR,
    SPORT_MINOR,
    Market,
    Said,
    a_market,
    expire,
    later,
    on_passes,
    or_refused,
)
from tests.budgets.redemptions.test_races import BOOKED, FEWER, HELD, LIFE, contend, count, drawn, judge, owed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


def hold_each(market: Market, rounds: int, amount: int) -> list[Said]:
    """Set an amount aside in each round, at the first till."""
    each = len(market.cards)
    held = [market.pay(market.tills[0], market.cards[race % each], amount, reserve=True) for race in range(rounds)]
    assert {said.says for said in held} == {HELD}
    return held


class TestAHold:
    @pytest.mark.parametrize("part", [None, 60], ids=["whole", "in part"])
    def test_is_captured_or_cancelled_and_never_both(self, part, proof):
        rounds = FEWER // 2
        with a_market(people=rounds // 50, tills=2) as market:
            held = hold_each(market, rounds, 1_00)

            def end(process, race):
                if process:
                    return market.cancel(market.tills[1], held[race].id)
                return market.capture(market.tills[0], held[race].id, part)

            answers = contend(end, rounds=rounds)

            ends = Counter(tuple(said.says for said in answer) for answer in answers)
            captured = ends["BOOKED", "already-captured"]
            assert ends == {
                ("BOOKED", "already-captured"): captured,
                ("already-cancelled", "CANCELLED"): rounds - captured,
            }
            assert owed() == captured * (part or 1_00)
            assert all(in_hold == 0 for _lying, in_hold in on_passes().values())
        count(proof, answers)

    def test_is_captured_or_expires_and_never_both(self, proof):
        rounds = FEWER // 4
        with a_market(people=rounds // 50, tills=1) as market:
            held = [
                market.pay(
                    market.tills[0],
                    market.cards[race % len(market.cards)],
                    1_00,
                    reserve=True,
                    at=later(minutes=40 * race),
                )
                for race in range(rounds)
            ]

            def end(process, race):
                over = later(minutes=40 * race + 35)
                if process:
                    return expire(over)
                return or_refused(market.capture, market.tills[0], held[race].id, at=over - timedelta(minutes=10))

            answers = contend(end, rounds=rounds)

            says = Counter(answer[0].says for answer in answers)
            assert set(says) <= {BOOKED, "hold-expired"}
            assert owed() == says[BOOKED] * 1_00
            # A purchase that a till has in its hands is let go of by those who come by next.
            expire(later(minutes=40 * rounds))
            states = dict(rows("SELECT state, count(*) FROM redemptions_redemption GROUP BY 1"))
            assert states == Counter({"CAPTURED": says[BOOKED], "EXPIRED": says["hold-expired"]}) - Counter()
            assert all(in_hold == 0 for _lying, in_hold in on_passes().values())
        proof.counts["calls"] += 2 * rounds

    def test_captured_twice_at_once_is_booked_once(self, proof):
        with a_market(people=FEWER // 100, tills=2) as market:
            held = hold_each(market, FEWER // 2, 1_00)

            answers = contend(
                lambda process, race: market.capture(market.tills[process], held[race].id), rounds=FEWER // 2
            )

            assert {tuple(sorted(said.says for said in each)) for each in answers} == {(BOOKED, "already-captured")}
            assert owed() == FEWER // 2 * 1_00
        count(proof, answers)


class TestARefund:
    def test_never_gives_back_more_than_was_taken_nor_refuses_what_fits(self, proof):
        asked = drawn(proof, FEWER, 10_00 // 3)
        with a_market(people=FEWER // LIFE // 8, tills=2) as market:
            bought = [
                market.pay(market.tills[0], market.cards[life % len(market.cards)], 10_00)
                for life in range(FEWER // LIFE)
            ]

            answers = contend(
                lambda process, race: market.refund(
                    market.tills[process], bought[race // LIFE].id, asked[race][process]
                ),
                rounds=FEWER,
            )

            refunded = list(judge(answers, asked, lambda _life: 10_00, "exceeds-purchase"))
            assert owed() == sum(10_00 - each for each in refunded)
            carried = (FREE_MINOR + SPORT_MINOR) * len(market.cards)
            assert sum(lying for lying, _held in on_passes().values()) == carried - owed()
        count(proof, answers)

    def test_asked_twice_at_once_for_the_whole_is_given_once(self, proof):
        rounds = FEWER // 2
        with a_market(people=rounds // 50, tills=2) as market:
            bought = [market.pay(market.tills[0], market.cards[race // 50], 1_00) for race in range(rounds)]

            answers = contend(
                lambda process, race: market.refund(market.tills[process], bought[race].id), rounds=rounds
            )

            assert {tuple(sorted(said.says for said in each)) for each in answers} == {("REFUNDED", "exceeds-purchase")}
            assert owed() == 0
        count(proof, answers)
