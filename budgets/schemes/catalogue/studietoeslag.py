"""Studietoeslag: a monthly amount by age for students who cannot work beside their study."""

from budgets.schemes.eligibility import OldEnough
from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import CountsAs, Gift, Scheme, posted
from budgets.schemes.terms import choice, count, money_by
from ledger.amount import Unit

STUDY = "VNG/Divosa (2025), “studietoeslag” (S1:1497-1517)"
SILENT = "The study is silent; our reading: a year, and a suspended month moves to the end"

SCHEME = Scheme(
    code="studietoeslag",
    name="Studietoeslag",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("monthly_amount", times="months", suspension="suspension", by="age"),
    asks=(OldEnough("monthly_amount"),),
    posts=posted("6.3", "4.1.1", "Participatiewet art. 36b, a benefit in money of free use"),
    counts_as=CountsAs.COSTS,
    terms=(
        money_by("monthly_amount", f"{STUDY} gives no number: amounts from the age that each begins at"),
        count("months", SILENT, "12"),
        choice("suspension", SILENT, "extends", "skips"),
    ),
    says_nl="Je studeert en kunt er door een beperking niet bij werken. Je krijgt elke maand een vast bedrag.",
    says_en="You study, and a disability keeps you from working beside it. You get a fixed amount each month.",
)
