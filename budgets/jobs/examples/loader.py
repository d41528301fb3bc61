"""Worked examples as values: a TOML file in, steps and expectations out, or all that is wrong with it at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgets.entitlements.lifecycle import State
from budgets.jobs.examples.tables import (
    Key,
    Problem,
    Problems,
    Unreadable,
    day,
    euros,
    flag,
    hours,
    list_of,
    number,
    one_of,
    text,
)
from budgets.schemes.catalogue import SchemeUnknown, get_scheme
from budgets.schemes.periods import Period, parse_period
from budgets.schemes.rules import OrganisationKind
from budgets.schemes.terms import override
from ledger.amount import Amount, eur
from ledger.refusal import Refusal

AMPLE = eur("10000000.00")
NO_DAY = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the day, the verb and what its keys say. `refused` is the code of the refusal that must follow."""

    number: int
    on: date
    verb: str
    scheme: str | None
    refused: str | None
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expect:
    """What must be true after a step: of a person, or of the fund when there is no person."""

    number: int
    after: int
    person: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FundGiven:
    """A fund of the file's scheme, with what it holds at the start."""

    name: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, with the schemes and people it names; `terms` are the overrides by scheme."""

    title: str
    scheme: str
    schemes: tuple[str, ...]
    terms: Mapping[str, Mapping[str, Any]]
    funds: tuple[FundGiven, ...]
    steps: tuple[Step, ...]
    expects: tuple[Expect, ...]
    people: tuple[str, ...]


class NotAnExample(Exception):
    """A file is not a worked example; `problems` is everything that is wrong with it, `title` what it calls itself."""

    def __init__(self, problems: list[Problem], title: str = "") -> None:
        super().__init__("; ".join(f"{each.place}: {each.says}" for each in problems))
        self.problems, self.title = problems, title


def _period(value: Any) -> Period:
    try:
        period = parse_period(text(value))
        day(period.starts_on)
        return period
    except ValueError:
        raise Unreadable('a quarter or a month, as "2024-Q1" or "2024-03"') from None


def _dated_hours(value: Any) -> tuple[tuple[date, Decimal], ...]:
    if not isinstance(value, dict) or not value:
        raise Unreadable('hours by date, as { "2026-02-10" = "20" }')
    try:
        return tuple(sorted((day(date.fromisoformat(key)), hours(each)) for key, each in value.items()))
    except ValueError:
        raise Unreadable('hours by date, as { "2026-02-10" = "20" }') from None


def _next_on(value: Any) -> date | str:
    if value == NO_DAY:
        return NO_DAY
    return day(value)


def _anything(value: Any) -> Any:
    return value


PERSON = {"person": Key(text, required=True)}
EVERY_STEP = {"on": Key(day, required=True), "do": Key(text, required=True), "refused": Key(text), "scheme": Key(text)}
UNUSED_FACTS = ("category", "household", "facts")
VERBS: dict[str, dict[str, Key]] = {
    "award": {**PERSON, "cohort": Key(text), "starts_on": Key(day), **{name: Key(_anything) for name in UNUSED_FACTS}},
    "attest": {
        **PERSON,
        "organisation": Key(text, required=True),
        "period": Key(_period),
        "hours": Key(hours),
        "dated_hours": Key(_dated_hours),
        "kind": Key(one_of(*OrganisationKind)),
        "replaces": Key(flag),
    },
    **{verb: dict(PERSON) for verb in ("suspend", "resume", "stop", "restart", "end", "die", "move_away")},
    "run": {},
    "donate": {"amount": Key(euros, required=True), "donor": Key(text, required=True)},
}
LATER_VERBS = frozenset(
    {"redeem", "capture", "cancel", "refund", "claim", "propose_factor", "lock_factor"}
    | {"finding", "settle", "issue", "restock"}
)
OF_PERSON = {
    "state": Key(one_of(*State.values)),
    "missed_periods": Key(number),
    **{name: Key(euros) for name in ("balance", "available", "paid_out", "written_off", "lapsed")},
    "grants": Key(list_of(euros)),
    "next_on": Key(_next_on),
}
OF_FUND = {name: Key(euros) for name in ("fund_committed", "fund_spent", "fund_free")}
LATER_EXPECTATIONS = frozenset({"next", "shop", "shop_payable", "shop_paid", "factor", "contributions"})
FUND = {"amount": Key(euros, required=True), "name": Key(text), "share": Key(_anything)}
FILE = {
    "title": Key(text, required=True),
    "source": Key(text),
    "scheme": Key(text, required=True),
    **{name: Key(_anything) for name in ("terms", "fund", "funds")},
    "step": Key(list_of(_anything), required=True),
    "expect": Key(list_of(_anything)),
}


def load(path: str) -> Example:
    """Read a worked example.

    :raises NotAnExample: the file is not there, is no TOML, or says something that is not known here
    """
    return _Loader(_parse(path)).example()


def _parse(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        says = f"cannot be read: {problem.strerror or problem}"
    except UnicodeDecodeError:
        says = "this is not a text file in UTF-8"
    except (ValueError, RecursionError) as problem:
        says = "this is not TOML: " + " ".join(str(problem).split())
    raise NotAnExample([Problem("file", says)])


class _Loader:
    """The reading of one file, with all that is wrong so far."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data, self.problems = data, Problems()

    def example(self) -> Example:
        file = self.problems.read(self.data, FILE, place="file")
        steps = [self._step(place, each) for place, each in enumerate(file.get("step", ()), start=1)]
        self._check_order(steps)
        expects = [self._expect(place, each, len(steps)) for place, each in enumerate(file.get("expect", ()), start=1)]
        known = [step for step in steps if step]
        people = tuple(dict.fromkeys(step.said["person"] for step in known if "person" in step.said))
        self._check_people(expects, people)
        schemes = self._schemes(file, known)
        terms = self._terms(file.get("terms", {}), schemes)
        funds = self._funds(file)
        title = file.get("title", "")
        if self.problems.found:
            raise NotAnExample(self.problems.found, title)
        return Example(
            title,
            file["scheme"],
            schemes,
            terms,
            funds,
            tuple(known),
            tuple(expect for expect in expects if expect),
            people,
        )

    def _step(self, place: int, table: Any) -> Step | None:
        where, before = f"step {place}", len(self.problems.found)
        verb = table.get("do") if isinstance(table, dict) else None
        if isinstance(verb, str) and verb in LATER_VERBS:
            self.problems.add(where, f"“{verb}” is not in this version")
            return None
        if isinstance(verb, str) and verb not in VERBS:
            self.problems.add(where, f"unknown verb “{verb}”; known are {', '.join(VERBS)}")
            return None
        keys = VERBS[verb] if isinstance(verb, str) else {}
        if verb is None and isinstance(table, dict):
            self.problems.add(where, "“do” is missing")
            return None
        said = self.problems.read(table, {**EVERY_STEP, **keys}, place=where)
        if len(self.problems.found) == before:
            self._check_step(where, verb or "", said)
        if len(self.problems.found) > before:
            return None
        common = {key: said.pop(key, None) for key in EVERY_STEP}
        return Step(place, common["on"], common["do"], common["scheme"], common["refused"], said)

    def _check_step(self, where: str, verb: str, said: Mapping[str, Any]) -> None:
        for name in UNUSED_FACTS:
            if name in said:
                self.problems.add(where, f"“{name}” is not used by the schemes of this version")
        if verb != "attest":
            return
        total, dated = "hours" in said, "dated_hours" in said
        if total == dated:
            self.problems.add(where, "give either “hours” with a “period”, or “dated_hours”")
        if total and "period" not in said:
            self.problems.add(where, "“period” is missing")
        if dated and "period" in said and not all(said["period"].contains(on) for on, _hours in said["dated_hours"]):
            self.problems.add(where, "“dated_hours” must lie within the “period”")

    def _check_order(self, steps: list[Step | None]) -> None:
        latest: date | None = None
        for step in steps:
            if step is None:
                continue
            if latest and step.on < latest:
                self.problems.add(f"step {step.number}", f"“on” goes back in time: {step.on} comes after {latest}")
            latest = max(step.on, latest or step.on)

    def _expect(self, place: int, table: Any, steps: int) -> Expect | None:
        name, before = f"expect {place}", len(self.problems.found)
        if isinstance(table, dict) and (later := LATER_EXPECTATIONS & set(table)):
            self.problems.add(
                "file", f"{name}: {', '.join(f'“{key}”' for key in sorted(later))} is not in this version"
            )
            return None
        keys = {"after": Key(number), "person": Key(text), **OF_PERSON, **OF_FUND}
        values = self.problems.read(table, keys, place="file", name=name)
        after, person = values.pop("after", steps), values.pop("person", None)
        if not 1 <= after <= steps:
            self.problems.add("file", f"{name}: there is no step {after}")
        if person is None and OF_PERSON.keys() & values.keys():
            self.problems.add("file", f"{name}: “person” is missing")
        if not values and len(self.problems.found) == before:
            self.problems.add("file", f"{name}: nothing is expected")
        return Expect(place, after, person, values) if len(self.problems.found) == before else None

    def _check_people(self, expects: list[Expect | None], people: tuple[str, ...]) -> None:
        for expect in expects:
            if expect and expect.person and expect.person not in people:
                self.problems.add("file", f"expect {expect.number}: no step is about “{expect.person}”")

    def _schemes(self, file: Mapping[str, Any], steps: list[Step]) -> tuple[str, ...]:
        named = [("file", file.get("scheme"))] + [(f"step {step.number}", step.scheme) for step in steps]
        codes: dict[str, None] = {}
        for place, code in named:
            if code is None or code in codes:
                continue
            try:
                codes[get_scheme(code).code] = None
            except SchemeUnknown as unknown:
                self.problems.add(place, str(unknown))
        return tuple(codes)

    def _terms(self, given: Any, schemes: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """Give each override to the schemes of the file that have such a term."""
        terms: dict[str, dict[str, Any]] = {code: {} for code in schemes}
        if not isinstance(given, dict):
            self.problems.add("file", "terms: this must be a table")
            return terms
        for name, value in given.items() if schemes else ():
            takers = [code for code in schemes if name in {key.name for key in get_scheme(code).terms}]
            for code in takers or schemes[:1]:
                try:
                    override(code, get_scheme(code).terms, {name: value})
                except Refusal as refusal:
                    self.problems.add("file", f"terms: {refusal}")
                terms[code][name] = value
        return terms

    def _funds(self, file: Mapping[str, Any]) -> tuple[FundGiven, ...]:
        tables = file.get("funds", [file["fund"]] if "fund" in file else [])
        if "fund" in file and "funds" in file:
            self.problems.add("file", "give either “fund” or “funds”")
        if not isinstance(tables, list):
            self.problems.add("file", "funds: write each as [[funds]]")
            return ()
        read = [
            self.problems.read(table, FUND, place="file", name=f"fund {place}")
            for place, table in enumerate(tables, start=1)
        ]
        if any("share" in values for values in read):
            self.problems.add("file", "funds: “share” is not used by the schemes of this version")
        given = tuple(
            FundGiven(values.get("name", f"fund {place}"), values.get("amount", AMPLE))
            for place, values in enumerate(read, start=1)
        )
        return given or (FundGiven("fund 1", AMPLE),)
