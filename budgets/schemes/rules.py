"""The vocabulary that schemes are written in: frozen rules that take values in and give values out.

What may never happen has no word here: nothing is taken back, set off or claimed.
Amounts are minor units of the scheme's unit; dates are of Europe/Amsterdam.
"""

from budgets.schemes.counting import CountsAs
from budgets.schemes.vocabulary.cases import (
    PLAIN,
    Assessment,
    HoursOn,
    OrganisationKind,
    Outcome,
    Particulars,
    PeriodCase,
    PeriodRule,
)
from budgets.schemes.vocabulary.gifts import Contribution, Discretionary, Fixed, Gift, ShareOf
from budgets.schemes.vocabulary.hours import AttestedHours, PerHour, TopUpTo
from budgets.schemes.vocabulary.passes import Budget, NotPerPerson, PlannedCost, Stock
from budgets.schemes.vocabulary.scheme import (
    COMMON,
    AfterMissedPeriods,
    FiscalYear,
    Pays,
    PerHousehold,
    Right,
    Scheme,
    SharedOut,
    WithoutOpeningGrant,
    exclude_each_other,
    posted,
)

__all__ = [
    "COMMON", "PLAIN", "AfterMissedPeriods", "Assessment", "AttestedHours", "Budget", "Contribution", "CountsAs",
    "Discretionary", "FiscalYear", "Fixed", "Gift", "HoursOn", "NotPerPerson", "OrganisationKind", "Outcome",
    "Particulars", "Pays", "PerHour", "PerHousehold", "PeriodCase", "PeriodRule", "PlannedCost", "Right", "Scheme",
    "ShareOf", "SharedOut", "Stock", "TopUpTo", "WithoutOpeningGrant", "exclude_each_other", "posted",
]  # fmt: skip
