"""Bouwdepot: a monthly gift to young people who start with nothing."""

from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import Gift, Scheme, posted
from budgets.schemes.terms import choice, count, money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Het Bouwdepot” (Eindhoven, 18-20 jaar)"
AMOUNTS = f"Cohort 1: {BUNDLE}. Cohort 2: the later rounds for homeless young people"
SILENT = "The bundle only says that it can be suspended; our reading: a suspended month moves to the end"

SCHEME = Scheme(
    code="bouwdepot",
    name="Het Bouwdepot",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("monthly_amount", times="months", suspension="suspension"),
    posts=posted("6.3", "4.1.1", "a benefit in money of free use"),
    terms=(
        money("monthly_amount", AMOUNTS, "2000-01-01 1 1050.00, 2000-01-01 2 1150.00"),
        count("months", BUNDLE, "12"),
        choice("suspension", SILENT, "extends", "skips"),
    ),
    says_nl="Je krijgt een jaar lang elke maand een vast bedrag. Het is een gift: je hoeft niets terug te betalen.",
    says_en="For a year you get a fixed amount each month. It is a gift: you do not have to pay anything back.",
)
