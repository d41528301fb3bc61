"""Woonlastenfonds: a fixed yearly budget shared out over claims for a part of the rent; rounds do the sum."""

from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import Contribution, CountsAs, Right, Scheme, SharedOut, posted
from budgets.schemes.terms import choice, count, money, money_by, share, words
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Woonlastenfonds” (Almere)"
CHECKS = ("lives_here", "rent_allowance_whole_year", "rent_above_kkg", "income_three_years")
CAP = "Optional: the € 259 of the bundle (S2:1254-1259) cannot be reproduced, so there is no cap unless it is set"

SCHEME = Scheme(
    code="woonlastenfonds",
    name="Woonlastenfonds",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Contribution("pays"),
    shared_out=SharedOut(
        *("budget", "reference_year", "checks", "income_threshold"),
        *("factor", "cap_amount", "cap_period", "minimum_payout"),
    ),
    right=Right.REPEATED,
    counts_as=CountsAs.COSTS,
    posts=posted("6.3", "3.4.1", "a contribution to rent is bound to housing"),
    terms=(
        money("budget", f"{BUNDLE}: 0.7 million a year (S2:1225-1229)", "700000.00"),
        count("reference_year", f"Optional: without it the year before, {BUNDLE} (S2:1259-1267)", optional=True),
        words("checks", "The rules of one real round: Almere, 2022 (almere.nl, Woonlastenfonds)", *CHECKS),
        money_by("income_threshold", "Optional: yearly, for what the published tables do not say", optional=True),
        share("factor", f"Optional: forces the factor, as {BUNDLE} did with 0.54 (S2:1254-1259)", optional=True),
        choice("pays", f"{BUNDLE}: an amount per month (S2:1254-1259)", "monthly", "once"),
        money("cap_amount", CAP, optional=True),
        choice("cap_period", "Our reading: the cap holds per month or per year", "month", "year"),
        money("minimum_payout", "Optional: contributions below it are not paid", optional=True),
    ),
    says_nl="De gemeente betaalt mee aan je huur. Het geld wordt eerlijk verdeeld over alle aanvragen.",
    says_en="The municipality pays part of your rent. The money is shared fairly over all applications.",
)
