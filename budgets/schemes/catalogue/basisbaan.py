"""Basisbaan: a budget line for a job; the payroll is kept elsewhere, here is what it may cost."""

from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import CountsAs, Pays, PlannedCost, Scheme, posted
from budgets.schemes.terms import count, money
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Basisbaan” (S2:202-208)"

SCHEME = Scheme(
    code="basisbaan",
    name="Basisbaan",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=PlannedCost("jobs", cost="cost_per_job"),
    pays=Pays.NOBODY,
    counts_as=CountsAs.WAGE,
    posts=posted("6.5", "1.1", "wages of people employed by the municipality; not checked in the text"),
    terms=(
        count("jobs", f"{BUNDLE}: 50 jobs in the pilot", "50"),
        money("cost_per_job", f"{BUNDLE}: direct cost of a job in a year", "18400.00"),
    ),
    says_nl="Je krijgt een vaste baan in je buurt. Je loon krijg je van je werkgever.",
    says_en="You get a steady job in your neighbourhood. Your employer pays your wage.",
)
