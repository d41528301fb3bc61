"""Zwemles: lessons for a child; the provider is paid for each lesson."""

from budgets.schemes.eligibility import ChildrenBelow, IncomeAtMost
from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import Budget, Pays, Right, Scheme, posted
from budgets.schemes.terms import count, day_of_year, money, share
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Tegemoetkoming zwemonderwijs”"

SCHEME = Scheme(
    code="zwemles",
    name="Zwemles",
    unit=Unit.LESSON,
    rhythm=YEARLY,
    each_period=Budget("lessons", worth="lesson_price", lapses_on="lapses_on", grace_days="grace_days"),
    pays=Pays.PASS,
    right=Right.ONCE,
    asks=(ChildrenBelow("age_below"), IncomeAtMost("income_limit")),
    posts=posted("6.3", "3.4.1", "poverty policy, bound to lessons"),
    terms=(
        count("lessons", f"{BUNDLE}: Druten, for each child (S2:1450-1454)", "40"),
        money("lesson_price", f"{BUNDLE} gives no number: what one lesson costs"),
        day_of_year("lapses_on", "Optional: without it the lessons never lapse", optional=True),
        count("grace_days", "Optional: days after it on which a lesson can still be taken", optional=True),
        count("age_below", "Our reading of “kind”: below the age of majority (BW 1:233)", "18"),
        share("income_limit", f"Optional: {BUNDLE}, 120 to 130 percent (S2:1424-1426)", optional=True),
    ),
    says_nl="Je kind krijgt zwemlessen. De gemeente betaalt ze aan het zwembad.",
    says_en="Your child gets swimming lessons. The municipality pays the pool for them.",
)
