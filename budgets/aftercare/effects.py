"""What an award does to other rights: which may move, by how much, and how sure that is. Pure; amounts are cents.

Others decide about those rights. So nothing here says that a right ends: it may, or a person must look, or it stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from budgets.aftercare.thresholds import HOUSEHOLDS, Threshold, find, find_means, share_of
from budgets.schemes.counting import CountsAs
from budgets.schemes.facts import Facts, FactsMissing
from budgets.schemes.norms import find_norm


class Right(StrEnum):
    ASSISTANCE = "assistance"  # bijstand
    VOLUNTEERING = "volunteering"  # the tax-free volunteer allowance
    LOCAL_SCHEMES = "local-schemes"  # what municipalities give up to a share of the norm
    REMISSION = "remission"  # kwijtschelding of local taxes
    RENT_ALLOWANCE = "rent-allowance"  # huurtoeslag
    CARE_ALLOWANCE = "care-allowance"  # zorgtoeslag


class Certainty(StrEnum):
    STAYS = "stays"  # by the figures and what was told, it does not move
    MAY = "may"  # a figure is passed; whoever gives the right decides what follows
    NEEDS_PERSON = "needs-person"  # a fact or a figure is missing


@dataclass(frozen=True, slots=True)
class Receipt:
    """What someone would receive on a day, and for how many months it is."""

    on: date
    minor: int
    kind: CountsAs
    months: int = 1


@dataclass(frozen=True, slots=True)
class Effect:
    """What an award does to one right: what counted before and counts after beside the limit, and by how much the
    right may become less (None: unknown). `missing` names the fact or figure that a person must find.
    """

    right: Right
    code: str
    certainty: Certainty
    before: int | None = None
    after: int | None = None
    limit: int | None = None
    by: int | None = None
    year: int | None = None
    missing: str = ""
    cited: tuple[Threshold, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, ready for JSON."""
        return {
            "right": self.right.value,
            "code": self.code,
            "certainty": self.certainty.value,
            "before_minor": self.before,
            "after_minor": self.after,
            "limit_minor": self.limit,
            "by_minor": self.by,
            "year": self.year,
            "missing": self.missing,
            "terms": [each.cited() for each in self.cited],
        }


def need_care(found: Iterable[Effect], facts: Facts) -> bool:
    """Say whether somebody must look after a person: a right may move, or nobody can say and there is a benefit."""
    certainties = {each.certainty for each in found}
    unsure = Certainty.NEEDS_PERSON in certainties and facts.get("benefit") is True
    return Certainty.MAY in certainties or unsure


CASH = frozenset({CountsAs.GIFT, CountsAs.VOLUNTEER, CountsAs.COSTS})
"""What comes into an account and stays there until it is spent."""


def effects(receipts: Sequence[Receipt], facts: Facts) -> list[Effect]:
    """Give what may move, then what a person must look at, then what stays as it is."""
    if not receipts:
        return []
    case = _Case(sorted(receipts, key=lambda each: each.on), facts)
    found = [*_gifts(case), *_volunteering(case), *_assets(case), *_incomes(case), *_allowances(case)]
    order = [Certainty.MAY, Certainty.NEEDS_PERSON, Certainty.STAYS]
    return sorted(dict.fromkeys(found), key=lambda each: order.index(each.certainty))


@dataclass(frozen=True, slots=True)
class _Case:
    receipts: Sequence[Receipt]
    facts: Facts

    @property
    def on(self) -> date:
        return self.receipts[0].on

    @property
    def household(self) -> str:
        told = self.facts.get("household_type")
        return told if told in HOUSEHOLDS else ""

    def of(self, kinds: Iterable[CountsAs]) -> list[Receipt]:
        return [each for each in self.receipts if each.kind in kinds and each.minor > 0]

    def years(self, kinds: Iterable[CountsAs]) -> dict[int, list[Receipt]]:
        found: dict[int, list[Receipt]] = {}
        for each in self.of(kinds):
            found.setdefault(each.on.year, []).append(each)
        return found


def _sum(receipts: Iterable[Receipt]) -> int:
    return sum(each.minor for each in receipts)


def _ask(right: Right, missing: str, year: int | None = None) -> Effect:
    return Effect(right, "missing", Certainty.NEEDS_PERSON, year=year, missing=missing)


def _gifts(case: _Case) -> Iterator[Effect]:
    """Gifts beside social assistance: free up to an amount a year, all gifts together."""
    benefit = case.facts.get("benefit")
    if benefit is None and case.of(CASH):
        yield _ask(Right.ASSISTANCE, "benefit")
    if not benefit:
        return
    before = case.facts.get("other_gifts")
    for number, (year, receipts) in enumerate(case.years({CountsAs.GIFT}).items()):
        yield _gift(year, _sum(receipts), before if number == 0 else 0)


def _gift(year: int, minor: int, before: int | None) -> Effect:
    free = find("gifts", date(year, 1, 1))
    if free is None or free.cents is None:
        return _ask(Right.ASSISTANCE, "gifts", year)
    after, limit, cited = (before or 0) + minor, free.cents, (free,)
    if after > limit:
        above = after - max(limit, before or 0)
        return Effect(
            Right.ASSISTANCE, "gift-above", Certainty.MAY, before or 0, after, limit, above, year, cited=cited
        )
    if before is None:
        return _ask(Right.ASSISTANCE, "other_gifts", year)
    return Effect(Right.ASSISTANCE, "gift-within", Certainty.STAYS, before, after, limit, 0, year, cited=cited)


def _volunteering(case: _Case) -> Iterator[Effect]:
    """Volunteer allowances are free up to an amount a month and a year, for the tax and beside social assistance."""
    rights = [Right.VOLUNTEERING, *([Right.ASSISTANCE] if case.facts.get("benefit") else [])]
    for year, receipts in case.years({CountsAs.VOLUNTEER}).items():
        month, whole = find("volunteer-month", receipts[0].on), find("volunteer-year", receipts[0].on)
        for right in rights:
            yield _volunteer(right, year, receipts, month, whole)


def _volunteer(
    right: Right, year: int, receipts: Sequence[Receipt], month: Threshold | None, whole: Threshold | None
) -> Effect:
    if month is None or whole is None or month.cents is None or whole.cents is None:
        return _ask(right, "volunteer-year", year)
    total, months = _sum(receipts), _by_month(receipts)
    if total > whole.cents:
        above = total - whole.cents
        return Effect(right, "volunteer-year", Certainty.MAY, 0, total, whole.cents, above, year, cited=(whole,))
    above = sum(max(0, each.minor - month.cents * each.months) for each in months)
    if above:
        most = max(map(_a_month, months))
        return Effect(right, "volunteer-month", Certainty.MAY, 0, most, month.cents, above, year, cited=(month,))
    return Effect(right, "volunteer-within", Certainty.STAYS, 0, total, whole.cents, 0, year, cited=(month, whole))


def _by_month(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Give what comes in each month as one receipt."""
    found: dict[tuple[int, int], Receipt] = {}
    for each in receipts:
        key = (each.on.year, each.on.month)
        same = found.get(key, Receipt(each.on, 0, each.kind))
        found[key] = Receipt(each.on, same.minor + each.minor, each.kind, max(same.months, each.months))
    return list(found.values())


def _a_month(receipt: Receipt) -> int:
    # Rounded up: a quarter's amount that is a cent too much for its three months is too much.
    return -(-receipt.minor // receipt.months)


_ASSETS = {
    Right.ASSISTANCE: "assets-assistance",
    Right.RENT_ALLOWANCE: "assets-rent",
    Right.CARE_ALLOWANCE: "assets-care",
}


def _assets(case: _Case) -> Iterator[Effect]:
    """What is kept counts as assets: for social assistance always, for the allowances on 1 January."""
    cash = _sum(case.of(CASH))
    if not cash:
        return
    for right in _held(case):
        yield from _assets_of(right, case, cash)


def _held(case: _Case) -> Iterator[Right]:
    """Give the rights with an asset limit that this person has or, as far as we were told, may have."""
    if case.facts.get("benefit"):
        yield Right.ASSISTANCE
    if case.facts.get("rent") is not None:
        yield Right.RENT_ALLOWANCE
    yield Right.CARE_ALLOWANCE


def _assets_of(right: Right, case: _Case, cash: int) -> Iterator[Effect]:
    before, key = case.facts.get("assets"), _ASSETS[right]
    limit = find(key, case.on, case.household) if right is Right.ASSISTANCE else None
    if right is not Right.ASSISTANCE and case.household:
        limit = find_means(key, case.household, case.on)
    if before is None or not case.household:
        yield _ask(right, "assets" if before is None else "household_type")
    elif limit is None or limit.cents is None:
        yield _ask(right, key, case.on.year)
    elif before <= limit.cents < before + cash:
        yield Effect(right, "assets-above", Certainty.MAY, before, before + cash, limit.cents, cited=(limit,))


_BY_NORM = {
    "local-110": Right.LOCAL_SCHEMES,
    "local-120": Right.LOCAL_SCHEMES,
    "local-130": Right.LOCAL_SCHEMES,
    "remission": Right.REMISSION,
}


def _incomes(case: _Case) -> Iterator[Effect]:
    """What comes each month may lift an income over a share of the norm, where local schemes and kwijtschelding end."""
    added = _monthly(case)
    if not added:
        return
    income, norm = case.facts.get("income"), _norm(case)
    if income is None or norm is None:
        for right in dict.fromkeys(_BY_NORM.values()):
            yield _ask(right, "income" if income is None else "norm")
        return
    for key, right in _BY_NORM.items():
        share = find(key, case.on)
        if share is None or share.share is None:
            yield _ask(right, key)
            continue
        limit = share_of(norm.cents or 0, share.share)
        if income <= limit < income + added:
            yield Effect(right, key, Certainty.MAY, income, income + added, limit, cited=(norm, share))


def _monthly(case: _Case) -> int:
    """Give what may count as income in a month: wages, gifts that come more than once, and volunteer allowances where
    they pass what is free.
    """
    gifts = case.of({CountsAs.GIFT})
    repeated = gifts if len(_by_month(gifts)) > 1 else []
    counted = _by_month([*case.of({CountsAs.WAGE}), *_taxed_allowances(case), *repeated])
    return max(map(_a_month, counted), default=0)


def _taxed_allowances(case: _Case) -> list[Receipt]:
    passed = {
        each.year
        for each in _volunteering(case)
        if each.right is Right.VOLUNTEERING and each.certainty is Certainty.MAY
    }
    return [each for each in case.of({CountsAs.VOLUNTEER}) if each.on.year in passed]


def _norm(case: _Case) -> Threshold | None:
    """Give the norm that holds, or None where a fact or a figure is missing, or where it depends on an unsure age."""
    pensioner = _is_pensioner(case)
    told = {"household_type": case.household or None, "aow_age": pensioner, "norm": case.facts.get("norm")}
    if pensioner is None and told["norm"] is None:
        return None
    try:
        cents, source = find_norm(Facts({name: fact for name, fact in told.items() if fact is not None}), case.on)
    except FactsMissing:
        return None
    return Threshold("norm", case.household, case.on, None, cents, None, "month", source)


def _is_pensioner(case: _Case) -> bool | None:
    """Say whether someone has the AOW age; None when that is not sure, or when they are too young for these norms."""
    told, born = case.facts.get("aow_age"), case.facts.get("born")
    if told is not None or born is None:
        return None if told is None else bool(told)
    years = case.on.year - born.year - ((case.on.month, case.on.day) < (born.month, born.day))
    # The AOW age lies between 66 and 68 in all years of the table; below 21 other norms hold.
    if years < 21 or 66 <= years < 68:
        return None
    return bool(years >= 68)


def _allowances(case: _Case) -> Iterator[Effect]:
    """Wages, and volunteer allowances that pass what is free, count for the allowances of the year."""
    for year, receipts in _taxed(case).items():
        before = _yearly_income(case, year)
        if before is None or not case.household:
            missing = "incomes" if before is None else "household_type"
            yield _ask(Right.CARE_ALLOWANCE, missing, year)
            continue
        yield from _care(case, year, before, before + _sum(receipts))
        if case.facts.get("rent") is not None:
            yield _rent(case, year, before, before + _sum(receipts))


def _taxed(case: _Case) -> dict[int, list[Receipt]]:
    found = case.years({CountsAs.WAGE})
    for each in _taxed_allowances(case):
        found.setdefault(each.on.year, []).append(each)
    return found


def _yearly_income(case: _Case, year: int) -> int | None:
    found = (case.facts.get("incomes") or {}).get(str(year))
    return None if found is None else int(found)


def _care(case: _Case, year: int, before: int, after: int) -> Iterator[Effect]:
    limit = find_means("income-care", case.household, date(year, 1, 1))
    if limit is None or limit.cents is None:
        yield _ask(Right.CARE_ALLOWANCE, "income-care", year)
    elif before <= limit.cents:
        code = "allowance-ends" if after > limit.cents else "allowance-less"
        yield Effect(Right.CARE_ALLOWANCE, code, Certainty.MAY, before, after, limit.cents, None, year, cited=(limit,))


def _rent(case: _Case, year: int, before: int, after: int) -> Effect:
    start, share = (find(key, date(year, 1, 1), case.household) for key in ("taper-from", "taper-share"))
    if start is None or share is None or start.cents is None or share.share is None:
        return Effect(Right.RENT_ALLOWANCE, "allowance-less", Certainty.MAY, before, after, year=year)
    counted = max(0, after - start.cents) - max(0, before - start.cents)
    if not counted:
        return Effect(
            Right.RENT_ALLOWANCE, "rent-within", Certainty.STAYS, before, after, start.cents, 0, year, cited=(start,)
        )
    by = share_of(counted, share.share)
    cited = (start, share)
    return Effect(Right.RENT_ALLOWANCE, "rent-taper", Certainty.MAY, before, after, start.cents, by, year, cited=cited)
