"""Whatever goes in, no rule gives less than nothing, and none passes its cap."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgets.schemes.periods import MONTHLY, QUARTERLY
from budgets.schemes.rules import AttestedHours, Contribution, HoursOn, PerHour, ShareOf, TopUpTo
from budgets.schemes.terms import choice, count, hours, money, share
from tests.budgets.schemes.cases import START, a_case, facts_of, of, terms_of

KEYS = (
    money("value", "a decision", "6.40"),
    money("cap", "a decision", "475.00"),
    money("year", "a decision", "1900.00"),
    money("ceiling", "a decision", "1000.00"),
    hours("needed", "a decision", "36"),
    choice("low", "a decision", "ignored", "carried"),
    share("part", "a decision", "0.30"),
    choice("cap_period", "a decision", "half-year", "year"),
    choice("pays", "a decision", "monthly", "once"),
    count("months", "a decision", "12"),
)
TERMS = terms_of(KEYS)
MINOR = st.integers(0, 10**9)
HOURS = st.lists(
    st.builds(HoursOn, st.dates(date(2025, 1, 1), date(2025, 3, 31)), st.decimals(0, 2000, places=2)), max_size=6
)


@given(HOURS, st.integers(0, 47_500), MINOR)
def test_pay_per_hour_stays_within_its_caps(lines: list[HoursOn], balance: int, before: int) -> None:
    rule = PerHour("value", period_cap="cap", year_cap="year", advance="cap")

    assessed = rule.assess(a_case(QUARTERLY, hours=lines, balance=balance, granted_before=before), TERMS)

    assert 0 <= assessed.used <= balance
    assert assessed.used + assessed.written_off == balance
    assert 0 <= assessed.used + assessed.granted <= 47_500
    assert assessed.granted <= max(0, 190_000 - before)


@given(HOURS, HOURS, MINOR)
def test_a_refill_never_takes_and_never_passes_the_ceiling(
    lines: list[HoursOn], carried: list[HoursOn], balance: int
) -> None:
    rule = TopUpTo("ceiling", when=AttestedHours("needed", "value", "low"))

    assessed = rule.assess(a_case(QUARTERLY, hours=lines, carried=carried, balance=balance), TERMS)

    assert 0 <= assessed.used <= balance
    assert 0 <= assessed.granted <= max(0, 100_000 - (balance - assessed.used))


@given(st.decimals(0, 10**6, places=2), MINOR)
def test_a_share_stays_within_what_is_left_of_the_cap(earnings: Decimal, before: int) -> None:
    rule, facts = (
        ShareOf("earnings", share="part", cap="cap", cap_period="cap_period"),
        facts_of(earnings=str(earnings)),
    )

    assessed = rule.assess(a_case(facts=facts, granted_before=before), TERMS)

    assert 0 <= assessed.granted <= max(0, 47_500 - before)
    assert assessed.granted == rule.commitment(TERMS, on=START, of=of(facts=facts, granted_before=before))


@given(MINOR)
def test_the_parts_of_a_contribution_are_all_of_it(decided: int) -> None:
    rule, granted = Contribution("pays"), 0

    for made in range(12):
        assessed = rule.assess(a_case(MONTHLY, decided=decided, made=made), TERMS)
        assert rule.commitment(TERMS, on=START, made=made, of=of(decided=decided)) == decided - granted
        granted += assessed.granted
        if assessed.last:
            break

    assert granted == decided
