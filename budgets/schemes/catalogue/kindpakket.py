"""Kindpakket: budgets for a child, each for one purpose; the provider is paid."""

from budgets.schemes.eligibility import ChildrenBelow, IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Budget, Pays, Right, Scheme, posted
from budgets.schemes.terms import count, day_of_year, money_by, share
from ledger.amount import Unit

BUNDLE = (
    "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Leergeld, fietsen” (S2:884-886, 1375-1407)"
)

SCHEME = Scheme(
    code="kindpakket",
    name="Kindpakket",
    unit=Unit.EUR,
    budgets_term="amount",
    rhythm=YEARLY,
    each_period=Budget("amount", by="budget", lapses_on="lapses_on", grace_days="grace_days"),
    pays=Pays.PASS,
    right=Right.PER_PERIOD,
    asks=(ChildrenBelow("age_below"), IncomeAtMost("income_limit")),
    posts=posted("6.3", "3.4.1", "poverty policy, bound to a purpose"),
    terms=(
        money_by("amount", f"{BUNDLE} gives no number that is meant as one (S1:2541-2554): an amount for each purpose"),
        day_of_year("lapses_on", "Optional: without it the budgets never lapse", optional=True),
        count("grace_days", "Optional: days after it on which they can still be spent", optional=True),
        count("age_below", "Our reading of “kind”: below the age of majority (BW 1:233)", "18"),
        share("income_limit", "Optional: the sources give no limit", optional=True),
    ),
    says_nl="Je kind krijgt geld voor school, een fiets, sport, cultuur of kleren. Je besteedt het bij wie meedoet.",
    says_en="Your child gets money for school, a bike, sport, culture or clothes. You spend it at who takes part.",
)
