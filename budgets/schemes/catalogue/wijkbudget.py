"""Wijkbudget: a yearly budget for a neighbourhood, carried together by several funders."""

from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Gift, Right, Scheme, posted
from budgets.schemes.terms import money
from ledger.amount import Unit

STUDY = "Significant, desk research, “wijkbudget” (S4:990-998)"

SCHEME = Scheme(
    code="wijkbudget",
    name="Wijkbudget",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Gift("amount"),
    right=Right.PER_PERIOD,
    posts=posted("6.1", "4.3.8", "initiatives of residents, paid to persons and organisations"),
    terms=(money("amount", f"{STUDY} gives no number"),),
    says_nl="Je buurt krijgt elk jaar een budget voor eigen plannen. Meer organisaties betalen daaraan mee.",
    says_en="Your neighbourhood gets a budget each year for its own plans. Several organisations pay for it.",
)
