"""Maatschappelijk Meedoen Budget: one clear yearly amount in place of many schemes."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Gift, PerHousehold, Right, Scheme, posted
from budgets.schemes.terms import money_by, share
from ledger.amount import Unit

STUDY = "VNG/Divosa, verkenning gemeentelijke armoederegelingen (2025), “Maatschappelijk Meedoen Budget” (S1:1772-1790)"

SCHEME = Scheme(
    code="mmb",
    name="Maatschappelijk Meedoen Budget",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Gift("amount", by="household_type"),
    right=Right.PER_PERIOD,
    per_household=PerHousehold.MERGED,
    asks=(IncomeAtMost("income_limit"),),
    posts=posted("6.3", "4.1.1", "poverty policy, a benefit in money of free use"),
    always_warns=True,
    terms=(
        money_by("amount", f"{STUDY} gives no number: an amount for single, single_parent and couple"),
        share("income_limit", f"Optional: {STUDY} gives no limit", optional=True),
    ),
    says_nl="Je krijgt één keer per jaar een vast bedrag om mee te doen. Je beslist zelf waaraan je het uitgeeft.",
    says_en="Once a year you get a fixed amount to take part. You decide yourself what you spend it on.",
)
