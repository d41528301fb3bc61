"""Uitgiftepunt: menstruation products from a stock, for whoever comes; nobody is asked who they are."""

from budgets.schemes.periods import YEARLY
from budgets.schemes.rules import CountsAs, Pays, Scheme, Stock, posted
from budgets.schemes.terms import count
from ledger.amount import Unit

BUNDLE = "Linksom!, Denktank Gedurfde ideeën over armoedebestrijding (2023), menstruatie-uitgifte (S2:1498-1540)"

SCHEME = Scheme(
    code="uitgiftepunt",
    name="Uitgiftepunt",
    unit=Unit.PACK,
    rhythm=YEARLY,
    each_period=Stock("reorder_level", packs_per_visit="packs_per_visit"),
    pays=Pays.NOBODY,
    counts_as=CountsAs.IN_KIND,
    posts=posted("6.3", "3.4.1", "poverty policy, given in kind"),
    terms=(
        count(
            "reorder_level", f"Optional: {BUNDLE}, re-ordered when low; without it there is no signal", optional=True
        ),
        count("packs_per_visit", f"Optional: {BUNDLE} gives no number; without it there is no limit", optional=True),
    ),
    says_nl="Je kunt hier gratis pakken met menstruatieproducten halen. Niemand vraagt wie je bent.",
    says_en="You can get packs of menstruation products here for free. Nobody asks who you are.",
)
