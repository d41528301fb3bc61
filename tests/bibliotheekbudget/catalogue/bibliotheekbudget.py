"""Bibliotheekbudget: a yearly budget for the library. Fictitious: written by following CONTRIBUTING, to try it."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Budget, FiscalYear, Pays, Right, Scheme
from budgets.schemes.terms import count, day_of_year, money_by, share
from ledger.amount import Unit

COUNCIL = "Verzonnen raadsbesluit 2026/31"

SCHEME = Scheme(
    code="bibliotheekbudget",
    name="Bibliotheekbudget",
    unit=Unit.EUR,
    rhythm=YEARLY,
    each_period=Budget("amount", by="category", lapses_on="lapses_on", grace_days="grace_days"),
    pays=Pays.PASS,
    right=Right.PER_PERIOD,
    asks=(IncomeAtMost("income_limit"),),
    terms=(
        money_by("amount", f"{COUNCIL}, artikel 2, gives no number: the municipality says how much for whom"),
        share("income_limit", f"{COUNCIL}, artikel 3", "1.30"),
        day_of_year("lapses_on", f"{COUNCIL}, artikel 5", "08-31"),
        count("grace_days", f"{COUNCIL}, artikel 5", "14"),
    ),
    posts=(FiscalYear(2026, "5.6", "4.3.2", f"{COUNCIL}, bijlage: taakveld Media"),),
    says_nl="Je krijgt elk jaar een budget voor de bibliotheek. Wat over is vervalt na de zomer; dat hoor je op tijd.",
    says_en="Each year you get a budget for the library. What is left lapses after the summer; you are told in time.",
)
