"""Meedoenregeling: a yearly budget to take part in sport, culture and learning; see also stadspas."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Budget, Pays, Right, Scheme, posted
from budgets.schemes.terms import amount_in, caps_in, choice, count, day_of_year, money, money_by, share
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Meedoenregeling”"

SCHEME = Scheme(
    code="meedoen",
    name="Meedoenregeling",
    unit=Unit.EUR,
    unit_term="unit",
    rhythm=YEARLY,
    each_period=Budget(
        "amount", "category", None, "point_value", "lapses_on", "grace_days", "carry_over", "activity_caps"
    ),
    pays=Pays.PASS,
    right=Right.PER_PERIOD,
    asks=(IncomeAtMost("income_limit"),),
    posts=posted("6.3", "3.4.1", "poverty policy, spent on what takes part"),
    terms=(
        choice("unit", f"{BUNDLE}: often points (S2:877-883); the municipality decides", "EUR", "POINT"),
        money("point_value", "The bundle gives no number: what a point is worth, where points are", optional=True),
        money_by("amount", f"{BUNDLE}: 100 to 300 a year, no number by category (S2:877-883)", unit_term="unit"),
        caps_in("unit", "activity_caps", f"Optional: {BUNDLE}, sub-maxima (S2:877-883)"),
        day_of_year("lapses_on", "Our reading of “per jaar” (S2:877-883): the end of the year", "12-31", optional=True),
        count("grace_days", "Optional: days after it on which it can still be spent", optional=True),
        amount_in("unit", "carry_over", "Optional: what may stay for one more year", optional=True),
        share("income_limit", f"Optional: {BUNDLE}, 120 to 130 percent (S2:816-820)", optional=True),
    ),
    says_nl="Je krijgt elk jaar een budget om mee te doen: sport, cultuur, leren. Je besteedt het bij wie meedoet.",
    says_en="Each year you get a budget to take part: sport, culture, learning. You spend it at who takes part.",
)
