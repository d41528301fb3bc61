"""How much of the processor it takes to judge and to simulate a round of 100,000 claims: `python -m ops.bench_rounds`.

It needs no database: the claims are made up by a seed that is printed.
"""

import os
import random
import secrets
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ops.settings.development")
django.setup()

from budgets.rounds.claims import judge  # noqa: E402
from budgets.rounds.eligibility import Frame  # noqa: E402
from budgets.rounds.models import AllocationRound  # noqa: E402
from budgets.rounds.parameters import limits_of  # noqa: E402
from budgets.rounds.simulating import ClaimAsked, simulate  # noqa: E402
from budgets.schemes.facts import Facts  # noqa: E402

CLAIMS, MOST_S = 100_000, 5.0


def main() -> int:
    """This will measure, tell it, and give 1 where a simulation takes more than the goal."""
    seed = secrets.randbits(26)
    dice = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    facts = [
        Facts({"rent": dice.randint(45_000, 90_007), "persons": dice.randint(1, 5), "aow_age": dice.random() < 0.2})
        for _claim in range(CLAIMS)
    ]
    began = time.process_time()
    frame = Frame("woonlastenfonds", 2026, limits_of(2025), 12, [])
    fulls = [judge(each, frame).full for each in facts]
    judged = time.process_time() - began
    asked = [
        ClaimAsked(str(number), full, "single" if each.get("persons") == 1 else "several")
        for number, (each, full) in enumerate(zip(facts, fulls, strict=True), start=1)
    ]
    row = AllocationRound(municipality_id=1, seed="bench", least_minor=0)
    began = time.process_time()
    effect = simulate(row, asked, budget=sum(fulls) // 2, millionths=None)
    simulated = time.process_time() - began
    sys.stdout.write(
        f"seed {seed}: {CLAIMS:,} claims judged in {judged:.2f} s, simulated in {simulated:.2f} s of processor time;"
        f" {effect.division.unspent} cents stay unspent\n"
    )
    return int(simulated > MOST_S)


if __name__ == "__main__":
    raise SystemExit(main())
