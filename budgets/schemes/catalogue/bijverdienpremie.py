"""Bijverdienpremie: a share of part-time earnings as a premium, without effect on allowances."""

from budgets.schemes.periods import HALF_YEARLY
from budgets.schemes.rules import CountsAs, Right, Scheme, ShareOf, posted
from budgets.schemes.terms import choice, money, share
from ledger.amount import Unit

STUDY = "Significant, desk research (S4:2206-2213, Amsterdam): “een deel van hun inkomen”"

SCHEME = Scheme(
    code="bijverdienpremie",
    name="Bijverdienpremie",
    unit=Unit.EUR,
    rhythm=HALF_YEARLY,
    each_period=ShareOf("earnings", share="share", cap="cap", cap_period="cap_period"),
    right=Right.REPEATED,
    counts_as=CountsAs.PREMIUM,
    posts=posted("6.5", "4.1.1", "furthers taking part in work"),
    terms=(
        share("share", f"{STUDY} gives no number"),
        money("cap", f"{STUDY} gives no number"),
        choice("cap_period", "Our reading: the half-year of the premium", "half-year", "year"),
    ),
    says_nl="Je hebt een uitkering en je werkt in deeltijd. Van wat je verdient, krijg je een deel als premie.",
    says_en="You have a benefit and you work part-time. You get a share of what you earn as a premium.",
)
