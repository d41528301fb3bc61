"""Gewoon geld geven: a monthly gift to families, paid by one or more funds."""

from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import Gift, PerHousehold, Scheme, posted
from budgets.schemes.terms import choice, count, money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Gewoon geld geven” (Tilburg)"
SILENT = "The bundle is silent; our reading, as for bouwdepot: a suspended month moves to the end"

SCHEME = Scheme(
    code="gewoon-geld-geven",
    name="Gewoon geld geven",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("monthly_amount", times="months", suspension="suspension"),
    per_household=PerHousehold.REFUSED,
    posts=posted("6.3", "4.1.1", "a benefit in money of free use"),
    terms=(
        money("monthly_amount", f"{BUNDLE} (S2:435)", "150.00"),
        count("months", f"{BUNDLE} (S2:435)", "24"),
        choice("suspension", SILENT, "extends", "skips"),
    ),
    says_nl="Je gezin krijgt elke maand een vast bedrag. Je hoeft er niets voor te doen en niets terug te betalen.",
    says_en="Your family gets a fixed amount each month. You need not do anything for it, nor pay anything back.",
)
