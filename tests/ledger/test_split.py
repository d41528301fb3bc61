"""Splits, also against the allotments of another ledger: Numscript of Formance (MIT)."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.amount import split

SPECS = Path(__file__).parents[3] / "shared" / "fixtures" / "ledger" / "numscript_specs.json"

SCRIPTS = "internal/interpreter/testdata"

# Of each script: the side that is split, and the weight of each of its names in their order; "kept" stays where it was.
ALLOTMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "numscript-cookbook/mixed-source-dest-allotment.num": ("destination", {"dest1": "1/2", "dest2": "1/2"}),
    "script-tests/allocate-dont-take-too-much.num": ("destination", {"foo": "1/2", "bar": "1/2"}),
    "script-tests/allocation.num": ("destination", {"users:002": "80/100", "a": "8/100", "b": "12/100"}),
    "script-tests/dynamic-allocation.num": ("destination", {"b": "80/100", "c": "15/100", "d": "5/100"}),
    "script-tests/floating-perc.num": ("destination", {"alice": "0.0019", "kept": "0.9981"}),
    "script-tests/floating-perc2.num": ("destination", {"alice": "0.00019", "kept": "0.99981"}),
    "script-tests/metadata.num": ("destination", {"users:053": "0.875", "platform": "0.125"}),
    "script-tests/no-empty-postings.num": ("destination", {"a": "90/100", "b": "10/100"}),
    "script-tests/portion-syntax.num": ("destination", {"a": "1/3", "kept": "2/3"}),
    "script-tests/send-all-destinatio-allot.num": ("destination", {"d1": "1/3", "d2": "2/3"}),
    "script-tests/send-all-destinatio-allot-complex.num": ("destination", {"d1": "1/3", "d2": "2/3"}),
    "script-tests/source-allotment.num": ("source", {"a": "0.6", "b": "0.355", "c": "0.045"}),
    "script-tests/variable-portion-part.num": ("destination", {"a": "1/3", "b": "2/3"}),
    "script-tests/zero-postings-explicit-allotment.num": ("source", {"a": "1/2", "b": "1/2"}),
}

# What is sent, where the postings do not tell because a part is kept.
SENT = {
    "script-tests/floating-perc.num": 10_000,
    "script-tests/floating-perc2.num": 100_000,
    "script-tests/portion-syntax.num": 3,
}

# Numscript rounds every share down and gives what is left over to the first names of the list, one unit each.
# Ours gives it to the largest remainders: the bigger claim on a cent has it, wherever it stands in the list.
OURS_DIFFERS = {
    "script-tests/allocation.num": [12, 1, 2],
    "script-tests/dynamic-allocation.num": [12, 2, 1],
    "script-tests/source-allotment.num": [60, 36, 4],
}

WEIGHTS = st.lists(
    st.integers(0, 10**9)
    | st.fractions(0, 1000)
    | st.decimals(0, 1000, allow_nan=False, allow_infinity=False, places=4),
    min_size=1,
    max_size=40,
).filter(any)


class TestSplit:
    @given(st.integers(0, 10**14), WEIGHTS)
    def test_loses_nothing_and_is_never_a_whole_unit_off(self, total: int, weights: list[Any]) -> None:
        parts = split(total, weights)

        exact = [Fraction(weight) for weight in weights]
        assert sum(parts) == total
        assert all(abs(part - total * each / sum(exact)) < 1 for part, each in zip(parts, exact, strict=True))
        assert all(part == 0 for part, each in zip(parts, exact, strict=True) if not each)
        assert parts == split(total, weights)

    @given(st.integers(0, 10**6), st.lists(st.integers(0, 100), min_size=2, max_size=10).filter(any))
    def test_never_gives_more_to_a_smaller_weight(self, total: int, weights: list[int]) -> None:
        by_weight = sorted(zip(weights, split(total, weights), strict=True))

        assert [part for _, part in by_weight] == sorted(part for _, part in by_weight)

    @pytest.mark.parametrize(
        ("total", "weights", "parts"),
        [
            (100, [1, 1, 1], [34, 33, 33]),
            (5, [1, 1, 1], [2, 2, 1]),  # ties go in the given order
            (100, [1, 2], [33, 67]),  # the larger remainder goes before the earlier place
            (1, [0, 5, 0], [0, 1, 0]),
            (0, [1, 1], [0, 0]),
            (7, [Fraction(1, 2), Decimal("0.5")], [4, 3]),
            (70_000_000, [Decimal("0.50"), Decimal("0.30"), Decimal("0.20")], [35_000_000, 21_000_000, 14_000_000]),
        ],
    )
    def test_gives_the_largest_remainders_first(self, total: int, weights: list[Any], parts: list[int]) -> None:
        assert split(total, weights) == parts

    @pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1]), (1, [-1])])
    def test_refuses_what_cannot_be_split(self, total: int, weights: list[int]) -> None:
        with pytest.raises(ValueError, match="at least zero"):
            split(total, weights)

    @pytest.mark.parametrize(
        ("total", "weights"), [(1, [0.5, 0.5]), (1, [True, False]), (True, [1]), (1.0, [1]), (1, ["1"])]
    )
    def test_refuses_what_is_not_exact(self, total: Any, weights: list[Any]) -> None:
        with pytest.raises(TypeError, match="exact"):
            split(total, weights)


class TestAgainstNumscript:
    @pytest.mark.parametrize("path", ALLOTMENTS)
    def test_adds_up_and_is_at_most_one_unit_off(self, path: str) -> None:
        side, portions = ALLOTMENTS[path]
        theirs = _received(path, side, list(portions))

        ours = split(sum(theirs), [Fraction(portion) for portion in portions.values()])

        assert sum(ours) == sum(theirs)
        assert all(abs(mine - other) <= 1 for mine, other in zip(ours, theirs, strict=True))
        assert ours == OURS_DIFFERS.get(path, theirs)


def _received(path: str, side: str, names: list[str]) -> list[int]:
    """Give what each name gave or got in the one case of a script; what is kept is not in a posting."""
    if not SPECS.exists():
        pytest.skip(f"the specifications of Numscript are not beside this repository: {SPECS}")
    (item,) = (each for each in json.loads(SPECS.read_text())["items"] if each["path"] == f"{SCRIPTS}/{path}")
    postings: list[dict[str, Any]] = item["spec"]["testCases"][0]["expect.postings"]
    amounts = [sum(each["amount"] for each in postings if each[side] == name) for name in names]
    if "kept" in names:
        amounts[names.index("kept")] = SENT[path] - sum(amounts)
    return amounts
