"""The chart of accounts as one table, and the acts that may move money between its classes.

The database holds the same two tables (`ledger_class`, `ledger_flow`); a test holds them together.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    EXPENSE = "EXPENSE"
    INCOME = "INCOME"
    ENCUMBRANCE = "ENCUMBRANCE"  # what is promised and what is left, beside the money itself


class Side(StrEnum):
    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


class Owner(StrEnum):
    """For whom the municipality keeps an account of the class."""

    MUNICIPALITY = "MUNICIPALITY"
    FUND = "FUND"
    ENTITLEMENT = "ENTITLEMENT"
    SHOP = "SHOP"
    ISSUE_POINT = "ISSUE_POINT"


@dataclass(frozen=True)
class AccountClass:
    code: str
    kind: Kind
    side: Side
    floored: bool  # the balance may not go below zero, and is kept with each posting
    owner: Owner
    says: str


FLOORED, OPEN = True, False

CHART: tuple[AccountClass, ...] = (
    AccountClass(
        "BANK", Kind.ASSET, Side.DEBIT, OPEN, Owner.MUNICIPALITY, "Money on the municipality's bank accounts."
    ),
    AccountClass(
        "STRIPE_CLEARING", Kind.ASSET, Side.DEBIT, OPEN, Owner.MUNICIPALITY, "Money at Stripe on its way to the bank."
    ),
    AccountClass(
        "PREPAID_GRANT",
        Kind.ASSET,
        Side.DEBIT,
        FLOORED,
        Owner.ENTITLEMENT,
        "Granted ahead and not yet earned by hours.",
    ),
    AccountClass(
        "STOCK",
        Kind.ASSET,
        Side.DEBIT,
        FLOORED,
        Owner.ISSUE_POINT,
        "Packs that lie at an issue point for who needs one.",
    ),
    AccountClass(
        "IN_TRANSIT", Kind.LIABILITY, Side.CREDIT, OPEN, Owner.MUNICIPALITY, "Sent to a bank, not yet on a statement."
    ),
    AccountClass(
        "ENTITLED",
        Kind.LIABILITY,
        Side.CREDIT,
        FLOORED,
        Owner.ENTITLEMENT,
        "What a person may still use or receive: it is theirs.",
    ),
    AccountClass(
        "EARMARKED",
        Kind.LIABILITY,
        Side.CREDIT,
        FLOORED,
        Owner.ENTITLEMENT,
        "What a person may spend at shops from a pass; it may lapse by terms that are announced.",
    ),
    AccountClass(
        "SHOP_PAYABLE",
        Kind.LIABILITY,
        Side.CREDIT,
        OPEN,
        Owner.SHOP,
        "Owed to a partner shop for what people spent there.",
    ),
    AccountClass(
        "SUSPENSE", Kind.LIABILITY, Side.CREDIT, OPEN, Owner.MUNICIPALITY, "Bank lines that nobody has explained yet."
    ),
    AccountClass("FUND", Kind.EQUITY, Side.CREDIT, OPEN, Owner.FUND, "Money given for a purpose, by source."),
    AccountClass(
        "SUPPLIED",
        Kind.EQUITY,
        Side.CREDIT,
        OPEN,
        Owner.ISSUE_POINT,
        "Packs that an issue point was ever supplied with.",
    ),
    AccountClass(
        "GRANT_EXPENSE", Kind.EXPENSE, Side.DEBIT, OPEN, Owner.FUND, "What grants have cost, per scheme and fund."
    ),
    AccountClass(
        "ISSUED",
        Kind.EXPENSE,
        Side.DEBIT,
        OPEN,
        Owner.FUND,
        "Points and lessons put on passes, and packs handed out; what they cost in euros stands elsewhere.",
    ),
    AccountClass(
        "WRITE_OFF",
        Kind.EXPENSE,
        Side.DEBIT,
        OPEN,
        Owner.FUND,
        "Losses the municipality takes, with reason; never a claim.",
    ),
    AccountClass(
        "FEES", Kind.INCOME, Side.CREDIT, OPEN, Owner.MUNICIPALITY, "What shops pay for being settled, as was agreed."
    ),
    AccountClass("DONATION", Kind.INCOME, Side.CREDIT, OPEN, Owner.FUND, "Given by people of their own accord."),
    AccountClass(
        "LAPSED", Kind.INCOME, Side.CREDIT, OPEN, Owner.FUND, "Earmarked balances that ended by their announced terms."
    ),
    AccountClass(
        "APPROPRIATED", Kind.ENCUMBRANCE, Side.CREDIT, OPEN, Owner.FUND, "What a fund was given to promise from."
    ),
    AccountClass("FREE", Kind.ENCUMBRANCE, Side.DEBIT, FLOORED, Owner.FUND, "What a fund can still promise."),
    AccountClass(
        "COMMITTED",
        Kind.ENCUMBRANCE,
        Side.DEBIT,
        FLOORED,
        Owner.ENTITLEMENT,
        "What was promised to a person and not granted yet.",
    ),
    AccountClass("SPENT", Kind.ENCUMBRANCE, Side.DEBIT, OPEN, Owner.FUND, "What was promised and has been granted."),
)

FLOWS: dict[str, tuple[tuple[str, str], ...]] = {
    # act: (debit, credit), …  Money is taken from ENTITLED by one act only: sending people what is theirs.
    "deposit": (("BANK", "FUND"), ("FREE", "APPROPRIATED")),
    "donate": (("BANK", "DONATION"), ("FREE", "APPROPRIATED")),
    "commit": (("COMMITTED", "FREE"),),
    "release": (("FREE", "COMMITTED"),),
    "grant": (
        ("PREPAID_GRANT", "ENTITLED"),
        ("GRANT_EXPENSE", "ENTITLED"),
        ("GRANT_EXPENSE", "EARMARKED"),
        ("ISSUED", "EARMARKED"),
        ("SPENT", "COMMITTED"),
    ),
    "lapse": (("EARMARKED", "LAPSED"), ("FREE", "COMMITTED")),
    # At a shop. The euros of a pass were an expense when they were granted; points and lessons are one when they are
    # spent. What their price exceeds the promise comes from the free room of the fund.
    "spend": (
        ("EARMARKED", "SHOP_PAYABLE"),
        ("EARMARKED", "ISSUED"),
        ("GRANT_EXPENSE", "SHOP_PAYABLE"),
        ("SPENT", "COMMITTED"),
        ("SPENT", "FREE"),
    ),
    # What was spent is promised again, also where it came from the free room: so that no fund can refuse it.
    "refund": (
        ("SHOP_PAYABLE", "EARMARKED"),
        ("ISSUED", "EARMARKED"),
        ("SHOP_PAYABLE", "GRANT_EXPENSE"),
        ("COMMITTED", "SPENT"),
    ),
    "earn": (("GRANT_EXPENSE", "PREPAID_GRANT"),),
    "write_off": (("WRITE_OFF", "PREPAID_GRANT"),),
    "payout": (("ENTITLED", "IN_TRANSIT"),),
    "settle": (("SHOP_PAYABLE", "IN_TRANSIT"), ("SHOP_PAYABLE", "FEES")),
    "job_cost": (("SPENT", "COMMITTED"),),  # wages are paid elsewhere: only what was promised for them is used
    "reattribute": (("GRANT_EXPENSE", "GRANT_EXPENSE"), ("SPENT", "FREE"), ("FREE", "SPENT")),  # from fund to fund
    "restock": (("STOCK", "SUPPLIED"), ("SPENT", "FREE")),  # whoever brings them is paid elsewhere
    "issue": (("ISSUED", "STOCK"),),
    "reclassify": (
        ("WRITE_OFF", "GRANT_EXPENSE"),
        ("GRANT_EXPENSE", "WRITE_OFF"),
        ("SUSPENSE", "GRANT_EXPENSE"),
        ("GRANT_EXPENSE", "SUSPENSE"),
        ("SUSPENSE", "WRITE_OFF"),
        ("WRITE_OFF", "SUSPENSE"),
    ),
    "reversal": (
        ("FUND", "BANK"),
        ("DONATION", "BANK"),
        ("APPROPRIATED", "FREE"),
        ("FREE", "COMMITTED"),
        ("COMMITTED", "FREE"),
        ("PREPAID_GRANT", "GRANT_EXPENSE"),
        ("PREPAID_GRANT", "WRITE_OFF"),
        ("GRANT_EXPENSE", "WRITE_OFF"),
        ("WRITE_OFF", "GRANT_EXPENSE"),
        ("SUSPENSE", "GRANT_EXPENSE"),
        ("GRANT_EXPENSE", "SUSPENSE"),
        ("SUSPENSE", "WRITE_OFF"),
        ("WRITE_OFF", "SUSPENSE"),
        ("IN_TRANSIT", "ENTITLED"),
        ("IN_TRANSIT", "SHOP_PAYABLE"),
        ("FEES", "SHOP_PAYABLE"),
        ("LAPSED", "EARMARKED"),
        ("GRANT_EXPENSE", "GRANT_EXPENSE"),
        ("FREE", "SPENT"),
        ("SPENT", "FREE"),
        ("SUPPLIED", "STOCK"),
        ("STOCK", "ISSUED"),
    ),
}

ANNOUNCED: frozenset[tuple[str, str, str]] = frozenset({("lapse", "EARMARKED", "LAPSED")})
"""The movements that a person is told of twice beforehand; the database books none without (see `notices`)."""
