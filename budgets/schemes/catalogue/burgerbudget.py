"""Burgerbudget: volunteers draw an hourly amount from a budget that is refilled each quarter. Source: seed 002, lines 663-797."""

from budgets.schemes.periods import QUARTERLY
from budgets.schemes.rules import AfterMissedPeriods, AttestedHours, Fixed, OrganisationKind, Scheme, TopUpTo
from budgets.schemes.terms import choice, count, hours, money
from ledger.amount import Unit

BUNDLE = "Denktank Gedurfde ideeën (seed 002)"
WAGE = "Wettelijk minimumuurloon vanaf 21 jaar (WML); the source says “minimum uurloon bij de overheid”, read as the statutory one"

SCHEME = Scheme(
    code="burgerbudget",
    name="Burgerbudget voor vrijwilligerswerk",
    unit=Unit.EUR,
    rhythm=QUARTERLY,
    opens_with=Fixed("start_amount"),
    each_period=TopUpTo("ceiling", when=AttestedHours("hours_required", valued_at="hourly_value", below="low_quarter_hours")),
    stops=AfterMissedPeriods("missed_periods_allowed"),
    attested_by=frozenset({OrganisationKind.ANBI, OrganisationKind.SBBI}),
    terms=(
        money("start_amount", f"{BUNDLE}, line 672", "1000.00"),
        money("ceiling", f"{BUNDLE}, line 687", "1000.00"),
        hours("hours_required", f"{BUNDLE}, line 674", "36"),
        money(
            "hourly_value", WAGE, "2024-01-01 13.27", "2024-07-01 13.68", "2025-01-01 14.06",
            "2025-07-01 14.40", "2026-01-01 14.71", "2026-07-01 14.99",
        ),  # fmt: skip
        count("missed_periods_allowed", f"{BUNDLE}, line 747", "4"),
        choice("low_quarter_hours", "product.md, readings", "ignored", "carried"),
    ),
    says_nl="Je doet vrijwilligerswerk. Je krijgt een budget. Na elk kwartaal met genoeg uren vullen we het aan.",
    says_en="You do volunteer work. You get a budget. After each quarter with enough hours we refill it.",
)
