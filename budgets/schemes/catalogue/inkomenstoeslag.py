"""Individuele inkomenstoeslag: a yearly amount after a long time with a low income, by household type."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import CountsAs, Gift, PerHousehold, Right, Scheme, posted
from budgets.schemes.terms import money_by, share
from ledger.amount import Unit

STUDY = "VNG/Divosa (2025): the amount differs by municipality (S1:1491-1495, 2341)"

SCHEME = Scheme(
    code="inkomenstoeslag",
    name="Individuele inkomenstoeslag",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Gift("amount", by="household_type"),
    right=Right.PER_PERIOD,
    per_household=PerHousehold.REFUSED,
    asks=(IncomeAtMost("income_limit"),),
    posts=posted("6.3", "4.1.1", "Participatiewet art. 36, a benefit in money of free use"),
    counts_as=CountsAs.COSTS,
    always_warns=True,
    terms=(
        money_by("amount", f"{STUDY}; no number: an amount for single, single_parent and couple"),
        share("income_limit", f"Optional: {STUDY}; no limit is given", optional=True),
    ),
    says_nl="Je hebt al lang een laag inkomen. Daarom krijg je één keer per jaar een vast bedrag.",
    says_en="You have had a low income for a long time. That is why you get a fixed amount once a year.",
)
