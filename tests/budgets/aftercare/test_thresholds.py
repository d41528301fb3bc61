"""The table of dated figures: as published, with a source each, and silent where nothing is known."""

from datetime import date

import pytest

from budgets.aftercare.thresholds import HOUSEHOLDS, THRESHOLDS, find, find_means, read, share_of
from budgets.schemes.facts import Facts
from budgets.schemes.norms import find_norm

JANUARY_2025, JANUARY_2026 = date(2025, 1, 1), date(2026, 1, 1)

# What municipalities published for 1 January 2025 (gemeentewestland.nl), in cents a month.
PUBLISHED = [
    ("single", False, "local-110", 148_000),
    ("single", False, "local-120", 161_454),
    ("single", False, "local-130", 174_909),
    ("single_parent", False, "local-110", 148_000),
    ("couple", False, "local-110", 211_428),
    ("couple", False, "local-120", 230_648),
    ("couple", False, "local-130", 249_869),
    ("single", True, "local-110", 165_118),
    ("single", True, "local-130", 195_139),
    ("couple", True, "local-110", 225_883),
    ("couple", True, "local-120", 246_418),
    ("couple", True, "local-130", 266_952),
]


def norm_of(household, on, pensioner):
    return find_norm(Facts({"household_type": household, "aow_age": pensioner}), on)[0]


class TestIncomeLimits:
    @pytest.mark.parametrize(("household", "pensioner", "key", "cents"), PUBLISHED)
    def test_are_what_municipalities_published(self, household, pensioner, key, cents):
        assert share_of(norm_of(household, JANUARY_2025, pensioner), find(key, JANUARY_2025).share) == cents

    @pytest.mark.parametrize("household", HOUSEHOLDS)
    @pytest.mark.parametrize("pensioner", [False, True])
    def test_grow_with_the_share(self, household, pensioner):
        norm = norm_of(household, JANUARY_2026, pensioner)
        shares = [find(key, JANUARY_2026).share for key in ("remission", "local-110", "local-120", "local-130")]

        assert sorted(shares) == shares
        assert sorted(share_of(norm, each) for each in shares) == [share_of(norm, each) for each in shares]


class TestRows:
    def test_have_a_source_and_a_unit_of_time(self):
        assert [row for row in THRESHOLDS if not row.source or row.per not in {"day", "month", "year"}] == []

    def test_are_an_amount_or_a_share_above_zero(self):
        assert [row for row in THRESHOLDS if (row.cents is None) == (row.share is None)] == []
        assert all((row.cents or 0) > 0 or (row.share or 0) > 0 for row in THRESHOLDS)

    def test_end_after_they_begin_and_never_overlap(self):
        kept = {}
        for row in THRESHOLDS:
            kept.setdefault((row.key, row.household), []).append((row.valid_from, row.valid_until or date.max))

        for spans in kept.values():
            assert all(begins < ends for begins, ends in spans)
            assert all(ends <= begins for (_, ends), (begins, _) in zip(sorted(spans), sorted(spans)[1:], strict=False))

    def test_of_one_key_speak_of_every_household_or_of_each(self):
        kinds = {}
        for row in THRESHOLDS:
            kinds.setdefault(row.key, set()).add(row.household == "")

        assert all(len(kind) == 1 for kind in kinds.values())

    @pytest.mark.parametrize(
        ("key", "household", "day", "cents"),
        [
            ("gifts", "", date(2026, 6, 1), 120_000),
            ("volunteer-month", "", date(2022, 12, 31), 18_000),
            ("volunteer-month", "", date(2023, 1, 1), 19_000),
            ("volunteer-year", "", date(2025, 7, 1), 210_000),
            ("volunteer-year", "", date(2026, 7, 1), 220_000),
            ("assets-assistance", "couple", date(2024, 5, 1), 1_515_000),
            ("income-care", "single", date(2026, 5, 1), 4_085_700),
        ],
    )
    def test_hold_on_their_days(self, key, household, day, cents):
        assert find(key, day, household).cents == cents

    @pytest.mark.parametrize(
        ("key", "household", "day"),
        [
            ("gifts", "", date(2025, 12, 31)),
            ("gifts", "", date(2027, 1, 1)),
            ("assets-assistance", "single", date(2025, 6, 1)),
            ("volunteer-year", "", date(2020, 1, 1)),
        ],
    )
    def test_say_nothing_where_nothing_is_known(self, key, household, day):
        assert find(key, day, household) is None

    def test_of_the_allowances_know_no_single_parents(self):
        assert find_means("assets-rent", "single_parent", JANUARY_2026).household == "single"

    def test_are_cited_with_their_unit_and_source(self):
        said = find("gifts", JANUARY_2026).cited()

        assert (said["value"], said["per"], said["valid_from"]) == ("1200.00", "year", "2026-01-01")

    def test_name_a_source_that_is_there(self):
        with pytest.raises(KeyError):
            read('[sources]\n[gifts]\nper = "year"\nrows = [{ from = 2026-01-01, cents = 1, source = "none" }]')
