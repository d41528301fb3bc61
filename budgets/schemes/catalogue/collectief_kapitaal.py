"""Collectief Kapitaal: a monthly gift from donors; a round starts when donations cover it."""

from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import Gift, PerHousehold, Scheme, posted
from budgets.schemes.terms import choice, count, money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Collectief Kapitaal” (Amsterdam)"
SILENT = "The bundle is silent; our reading, as for bouwdepot: a suspended month moves to the end"

SCHEME = Scheme(
    code="collectief-kapitaal",
    name="Collectief Kapitaal",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("monthly_amount", times="months", suspension="suspension"),
    per_household=PerHousehold.REFUSED,
    starts_together="round_size",
    always_warns=True,  # S2:474-480: for who has a benefit a gift is laborious and risky
    posts=posted("6.3", "4.1.1", "a benefit in money of free use; the money of donors only passes through"),
    terms=(
        money("monthly_amount", f"{BUNDLE} (S2:450-454)", "1000.00"),
        count("months", f"{BUNDLE} (S2:450-454)", "12"),
        choice("suspension", SILENT, "extends", "skips"),
        count("round_size", f"{BUNDLE}: five households (S2:450-454)", "5"),
    ),
    says_nl="Donateurs geven je huishouden een jaar lang elke maand een vast bedrag. Je hoeft niets terug te betalen.",
    says_en="Donors give your household a fixed amount each month for a year. You do not have to pay anything back.",
)
