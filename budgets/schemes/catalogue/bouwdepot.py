"""Bouwdepot: a monthly gift to young people who start with nothing. Sources: seed 002, lines 397-413; seed 004, lines 2198-2206."""

from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import Gift, Scheme
from budgets.schemes.terms import choice, count, money
from ledger.amount import Unit

SCHEME = Scheme(
    code="bouwdepot",
    name="Het Bouwdepot",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("monthly_amount", times="months", suspension="suspension"),
    terms=(
        money(
            "monthly_amount", "Eindhoven 2021 (seed 002, line 399); later cohorts (seed 004, line 2200)",
            "2000-01-01 1 1050.00", "2000-01-01 2 1150.00",
        ),  # fmt: skip
        count("months", "seed 002, line 401", "12"),
        choice("suspension", "product.md, readings", "extends", "skips"),
    ),
    says_nl="Je krijgt elke maand een vast bedrag, een jaar lang. Het is een gift: je hoeft niets terug te betalen.",
    says_en="You get a fixed amount each month, for a year. It is a gift: you never have to pay anything back.",
)
