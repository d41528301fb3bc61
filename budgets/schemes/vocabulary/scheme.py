"""A scheme as a value: its rules, who may have it, whom it pays, and where its cost belongs in the accounts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from budgets.schemes.counting import CountsAs
from budgets.schemes.eligibility import Check
from budgets.schemes.periods import Rhythm
from budgets.schemes.terms import TermKey, Terms, count, dates, money, shares, text
from budgets.schemes.vocabulary.cases import OrganisationKind, PeriodRule
from budgets.schemes.vocabulary.gifts import Fixed
from ledger.amount import Unit


class Pays(StrEnum):
    """Where what is granted goes."""

    PERSON = "PERSON"  # the person's bank account
    PASS = "PASS"  # noqa: S105 — a pass, to be spent at shops
    PAYEE = "PAYEE"  # a third party that the award names
    NOBODY = "NOBODY"  # payroll or stock that is kept elsewhere


class Right(StrEnum):
    """How often one person can have it."""

    STANDING = "STANDING"  # one at a time
    PER_PERIOD = "PER_PERIOD"  # one for each period of the rhythm, also after it ended
    ONCE = "ONCE"  # one ever
    REPEATED = "REPEATED"  # as often as it is decided


class PerHousehold(StrEnum):
    """What follows when another member of the household has it already."""

    NONE = "NONE"  # each member has an own right
    REFUSED = "REFUSED"  # the second is refused
    MERGED = "MERGED"  # the second is the same right, and changes nothing


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """Where the cost of a year belongs: its task field (taakveld, BBV) and economic category (Iv3), and who says so."""

    year: int
    taakveld: str
    category: str
    source: str


IV3 = "Iv3-informatievoorschrift as explained at findo.nl (6.3, 4.1.1) and financiengemeenten.nl (3.4.1, 6.1)"
POSTED_YEARS = (2025, 2026)


def posted(taakveld: str, category: str, why: str) -> tuple[FiscalYear, ...]:
    """Give where the cost of each known year belongs, the same in all of them; `why` is our reading of the texts.

    The texts we have are of earlier years; no later change of these codes is known to us.
    """
    return tuple(FiscalYear(year, taakveld, category, f"{IV3}; our reading: {why}") for year in POSTED_YEARS)


@dataclass(frozen=True, slots=True)
class AfterMissedPeriods:
    """Stops when this many periods in a row were missed; the term says how many."""

    allowed: str

    def limit(self, terms: Terms, *, on: date) -> int:
        """Give the count of consecutive missed periods that is not allowed any more."""
        allowed: int = terms.value(self.allowed, on)
        return allowed


@dataclass(frozen=True, slots=True)
class WithoutOpeningGrant:
    """A restart gives no opening grant again; the unused balance comes back and new grants follow the rule."""


@dataclass(frozen=True, slots=True)
class SharedOut:
    """A fixed budget that is shared out over claims in a round; the names are terms of the round."""

    budget: str
    reference_year: str
    checks: str
    income_threshold: str
    factor: str
    cap_amount: str
    cap_period: str
    minimum_payout: str


COMMON = (
    dates("window", "Optional: the first and the last day on which it can be applied for"),
    count("decision_weeks", "Denktank Gedurfde ideeën (2023): a decision in 2 to 8 weeks (S2:838-842)", "8"),
    count("opt_out_weeks", "The sources are silent; our reading: four weeks to say no to what was not asked for", "4"),
    shares("shares", "Optional: the shares of the funds that carry it together, by name (S4:990-998)"),
    count(
        "aftercare_weeks", "Support that stops too early lets people fall back (S4:1499-1505); 6 is our reading", "6"
    ),
    money("warning_above", "Optional: above it a benefit asks for a warning; else the gift exemption", optional=True),
    money(
        "write_off_alone_up_to", "Optional: up to here one officer takes a loss; without it always two", optional=True
    ),
    count("undeliverable_months", "Our reading, as art. 3:307 BW has it: five years after it came back", "60"),
    text("seed", "Optional: published before ties are drawn, so that anyone can draw them again", optional=True),
)
"""The terms that every scheme has."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A rule set. Quoted names in its rules are keys of its terms; those that all schemes have come by themselves."""

    code: str
    name: str
    unit: Unit
    rhythm: Rhythm
    each_period: PeriodRule
    terms: tuple[TermKey, ...]
    opens_with: Fixed | None = None
    stops: AfterMissedPeriods | None = None
    restarts: WithoutOpeningGrant = WithoutOpeningGrant()
    attested_by: frozenset[OrganisationKind] = frozenset()
    pays: Pays = Pays.PERSON
    payee_term: str | None = None  # says "person" where the money goes to the person after all
    unit_term: str | None = None  # says EUR or POINT
    budgets_term: str | None = None  # a table: one entitlement for each of its names
    asks: tuple[Check, ...] = ()
    right: Right = Right.STANDING
    excludes: frozenset[str] = frozenset()  # codes of schemes that nobody has beside it, read both ways
    per_household: PerHousehold = PerHousehold.NONE
    starts_together: str | None = None  # how many wait for each other before any of them starts
    shared_out: SharedOut | None = None
    posts: tuple[FiscalYear, ...] = ()
    counts_as: CountsAs = CountsAs.GIFT  # what it is to the other rights of a person, where it is paid to them
    always_warns: bool = False  # somebody with a benefit sees a warning before any amount
    owes_aftercare: bool = False  # each award opens a duty to look how the person is (nazorgplicht)
    decided_within: str = "decision_weeks"
    says_nl: str = ""
    says_en: str = ""

    def __post_init__(self) -> None:
        own = {key.name for key in self.terms}
        object.__setattr__(self, "terms", (*self.terms, *(key for key in COMMON if key.name not in own)))

    def unit_on(self, terms: Terms, on: date) -> Unit:
        """Give the unit of an award on a day: what the terms say, where they may choose."""
        return Unit(terms.value(self.unit_term, on)) if self.unit_term else self.unit

    def pays_on(self, terms: Terms, on: date) -> Pays:
        """Give whom an award pays on a day: the person, where the terms say so."""
        person = self.payee_term is not None and terms.value(self.payee_term, on) == "person"
        return Pays.PERSON if person else self.pays

    def counts_on(self, terms: Terms, on: date) -> CountsAs:
        """Give what an award on a day is to other rights: what never reaches the person's account is in kind."""
        paid = self.pays_on(terms, on)
        return CountsAs.IN_KIND if paid in (Pays.PASS, Pays.PAYEE) else self.counts_as

    def posted_in(self, year: int) -> FiscalYear | None:
        """Give where its cost of a year belongs: of that year, else of the last year before it that is known."""
        return max((post for post in self.posts if post.year <= year), key=lambda post: post.year, default=None)


def exclude_each_other(one: Scheme, other: Scheme) -> bool:
    """Say whether nobody can have both."""
    return other.code in one.excludes or one.code in other.excludes
