"""Maatwerkbudget: what a professional decides today, with reasons, within a limit for each case."""

from budgets.schemes.eligibility import FactsKnown
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import CountsAs, Discretionary, Right, Scheme, posted
from budgets.schemes.terms import money
from ledger.amount import Unit

STUDY = "Significant, desk research, “maatwerkbudget/doorbraakbudget” (S4:2467-2473)"

SCHEME = Scheme(
    code="maatwerkbudget",
    name="Maatwerkbudget",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Discretionary("limit", second_person_above="second_person_above"),
    right=Right.REPEATED,
    asks=(FactsKnown(("reason", "amount")),),
    posts=posted("6.3", "4.1.1", "bijzondere bijstand by local policy"),
    counts_as=CountsAs.COSTS,
    terms=(
        money("limit", f"{STUDY} gives no number: the most for one case"),
        money("second_person_above", f"Optional: {STUDY} gives no number; a second officer agrees", optional=True),
    ),
    says_nl="Je hebt snel hulp nodig. Een medewerker kijkt met jou wat nodig is en beslist vandaag.",
    says_en="You need help fast. A case worker looks with you at what is needed and decides today.",
)
