"""Gemeentepolis: a monthly contribution to a collective health insurance, by package."""

from budgets.schemes.eligibility import IncomeAtMost
from budgets.schemes.periods import MONTHLY
from budgets.schemes.rules import CountsAs, Gift, Pays, Scheme, posted
from budgets.schemes.terms import choice, count, money_by, share_by
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), “Collectieve zorgverzekering”"
SILENT = "The bundle is silent; our reading: a policy year, and a suspended month moves to the end"

SCHEME = Scheme(
    code="gemeentepolis",
    name="Gemeentepolis",
    unit=Unit.EUR,
    rhythm=MONTHLY,
    each_period=Gift("contribution", times="months", suspension="suspension", by="package"),
    pays=Pays.PAYEE,
    payee_term="payee",
    asks=(IncomeAtMost("income_limit", by="package"),),
    posts=posted("6.3", "3.4.1", "poverty policy, bound to the premium of an insurance"),
    counts_as=CountsAs.COSTS,
    terms=(
        money_by("contribution", f"{BUNDLE} gives no number: a contribution for each package (S2:1306-1334)"),
        share_by("income_limit", f"{BUNDLE} (S2:1346-1364)", '{"basis": "1.10", "uitgebreid": "1.30"}'),
        choice("payee", f"{BUNDLE}: paid to the insurer (S2:1306-1334)", "insurer", "person"),
        count("months", SILENT, "12"),
        choice("suspension", SILENT, "extends", "skips"),
    ),
    says_nl="De gemeente betaalt elke maand mee aan je zorgverzekering. Het geld gaat naar de verzekeraar.",
    says_en="The municipality pays part of your health insurance each month. The money goes to the insurer.",
)
