"""Energietoeslag: one amount for the energy bill, by household type."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import CountsAs, Gift, PerHousehold, Right, Scheme, posted
from budgets.schemes.terms import money_by, share
from ledger.amount import Unit

SURVEY = "Platform31/Pharos, survey of small municipalities: 120 percent (S0:176-178), elsewhere up to 150 (S0:74-78)"

SCHEME = Scheme(
    code="energietoeslag",
    name="Energietoeslag",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Gift("amount", by="household_type"),
    right=Right.ONCE,
    per_household=PerHousehold.REFUSED,
    asks=(IncomeAtMost("income_limit"),),
    posts=posted("6.3", "4.1.1", "a one-off benefit for people with a low income"),
    counts_as=CountsAs.COSTS,
    always_warns=True,
    terms=(
        money_by("amount", "The sources give no number: an amount for single, single_parent and couple"),
        share("income_limit", SURVEY, "1.20", optional=True),
    ),
    says_nl="Je krijgt één keer een bedrag voor de kosten van energie. Je hoeft niets terug te betalen.",
    says_en="You get one amount for the cost of energy. You do not have to pay anything back.",
)
