"""Burgerbudget: volunteers draw an hourly amount from a budget that is refilled each quarter."""

from budgets.schemes.periods import QUARTERLY
from budgets.schemes.rules import AfterMissedPeriods, AttestedHours, CountsAs, Fixed, Scheme, TopUpTo, posted
from budgets.schemes.rules import OrganisationKind as Kind
from budgets.schemes.terms import choice, count, hours, money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Burgerbudget voor vrijwilligerswerk”"
WAGE = "Wettelijk minimumuurloon vanaf 21 jaar; the bundle says “bij de overheid”, read as this statutory wage"
SILENT = "The bundle is silent; our reading: hours of a quarter below the threshold use nothing"

SCHEME = Scheme(
    code="burgerbudget",
    name="Burgerbudget voor vrijwilligerswerk",
    unit=Unit.EUR,
    rhythm=QUARTERLY,
    opens_with=Fixed("start_amount"),
    each_period=TopUpTo("ceiling", when=AttestedHours("hours_required", "hourly_value", "low_quarter_hours")),
    stops=AfterMissedPeriods("missed_periods_allowed"),
    attested_by=frozenset({Kind.ANBI, Kind.SBBI}),
    posts=posted("6.1", "4.3.8", "support of volunteers, an allowance to persons"),
    counts_as=CountsAs.VOLUNTEER,
    owes_aftercare=True,  # S2:795-797
    terms=(
        money("start_amount", BUNDLE, "1000.00"),
        money("ceiling", BUNDLE, "1000.00"),
        hours("hours_required", BUNDLE, "36"),
        money(
            "hourly_value",
            WAGE,
            "2024-01-01 13.27, 2024-07-01 13.68, 2025-01-01 14.06, 2025-07-01 14.40",
            "2026-01-01 14.71, 2026-07-01 14.99",
        ),
        count("missed_periods_allowed", BUNDLE, "4"),
        choice("low_quarter_hours", SILENT, "ignored", "carried"),
    ),
    says_nl="Je doet vrijwilligerswerk en je krijgt een budget. Na een kwartaal met genoeg uren vullen we het aan.",
    says_en="You do volunteer work and you get a budget. After each quarter with enough hours we refill it.",
)
