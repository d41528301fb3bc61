"""When a shop is settled, and what of it is paid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.settlements.rules import Agreed, Due, cut_off, work_out


@pytest.mark.parametrize(
    ("rhythm", "on", "until"),
    [
        ("DAILY", date(2026, 3, 2), date(2026, 3, 2)),
        ("WEEKLY", date(2026, 3, 2), date(2026, 3, 2)),  # a Monday
        ("WEEKLY", date(2026, 3, 8), date(2026, 3, 2)),  # the Sunday after
        ("WEEKLY", date(2026, 1, 1), date(2025, 12, 29)),
        ("MONTHLY", date(2026, 3, 1), date(2026, 3, 1)),
        ("MONTHLY", date(2026, 3, 31), date(2026, 3, 1)),
    ],
)
def test_a_day_a_week_and_a_month_are_settled_when_they_are_over(rhythm, on, until):
    assert cut_off(rhythm, on) == until


class TestWorkOut:
    def test_takes_off_what_was_given_back_and_the_fee(self):
        agreed = Agreed(flat_fee=100, fee_basis_points=150)

        # 1.5 % of 80.00 is 1.20, and 1.00 for the settlement.
        assert work_out([5_000, 4_000, -1_000], agreed) == Due(spent=9_000, refunded=1_000, fee=220)

    @pytest.mark.parametrize(("cents", "fee"), [(33, 0), (34, 1), (99, 1), (100, 2)])
    def test_rounds_half_a_cent_of_fee_up(self, cents, fee):
        due = work_out([cents], Agreed(fee_basis_points=150))

        assert due == Due(cents, 0, fee)

    @pytest.mark.parametrize(
        ("amounts", "agreed"),
        [
            ([], Agreed()),
            ([1_000, -1_000], Agreed()),
            ([1_000, -1_500], Agreed()),
            ([999], Agreed(least=1_000)),
            ([1_500, -501], Agreed(least=1_000)),
            ([100], Agreed(flat_fee=100)),
            ([100], Agreed(flat_fee=101)),
        ],
    )
    def test_waits_for_the_next_time_when_nothing_or_too_little_is_left(self, amounts, agreed):
        assert work_out(amounts, agreed) is None

    def test_pays_the_least_amount_itself(self):
        assert work_out([1_000], Agreed(least=1_000)) == Due(1_000, 0, 0)

    @given(
        st.lists(st.integers(-(10**6), 10**6).filter(bool), max_size=50),
        st.integers(0, 10**4),
        st.integers(0, 10_000),
        st.integers(0, 10**4),
    )
    def test_never_pays_less_than_a_cent_or_more_than_is_owed(self, amounts, flat_fee, points, least):
        due = work_out(amounts, Agreed(flat_fee=flat_fee, fee_basis_points=points, least=least))

        assert due is None or (0 < due.paid <= sum(amounts) and due.paid + due.fee == sum(amounts) >= least)
