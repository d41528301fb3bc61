"""Burgerbaan: a quarterly allowance for self-chosen volunteer work, the first quarter paid ahead."""

from budgets.schemes.periods import QUARTERLY
from budgets.schemes.rules import CountsAs, Fixed, PerHour, Scheme, posted
from budgets.schemes.rules import OrganisationKind as Kind
from budgets.schemes.terms import money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Burgerbaan” (Almere)"

SCHEME = Scheme(
    code="burgerbaan",
    name="Burgerbaan",
    unit=Unit.EUR,
    rhythm=QUARTERLY,
    opens_with=Fixed("advance"),
    each_period=PerHour("hourly_value", period_cap="quarter_cap", year_cap="year_cap", advance="advance"),
    attested_by=frozenset({Kind.ANBI, Kind.SBBI}),
    excludes=frozenset({"burgerbudget"}),
    counts_as=CountsAs.VOLUNTEER,
    posts=posted("6.1", "4.3.8", "support of volunteers, an allowance to persons"),
    terms=(
        money("hourly_value", f"{BUNDLE}: half the minimum wage of 1 July 2023 (S2:341-342)", "2023-07-01 6.40"),
        money("quarter_cap", f"{BUNDLE} (S2:342-343)", "475.00"),
        money("year_cap", f"{BUNDLE}: the tax-free limit of that year (S2:348-350)", "1900.00"),
        money("advance", f"{BUNDLE} (S2:343-344)", "475.00"),
    ),
    says_nl="Je doet vrijwilligerswerk dat je zelf kiest. Je krijgt geld per uur. Het eerste bedrag krijg je vooraf.",
    says_en="You do volunteer work of your own choice. You get money per hour, and the first amount in advance.",
)
