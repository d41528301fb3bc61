"""Worked examples as values: a TOML file in, steps and expectations out, or all that is wrong with it at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgets.jobs.examples.tables import Key, Problem, Problems, list_of, number, text
from budgets.jobs.examples.verbs import (
    EVERY_STEP,
    FUND,
    LATER_EXPECTATIONS,
    OF_FUND,
    OF_PERSON,
    OF_ROUND,
    OF_SHOP,
    VERBS,
    anything,
)
from budgets.schemes.catalogue import SchemeUnknown, get_scheme
from budgets.schemes.terms import override
from ledger.amount import Amount, eur
from ledger.refusal import Refusal

AMPLE = eur("10000000.00")


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
    """What must be true after a step: of a person, of a fund (of all the scheme has when none is named), a round or a
    shop.
    """

    number: int
    after: int
    person: str | None
    fund: str | None
    shop: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FundGiven:
    """A fund of the file's scheme, with what it holds at the start and the share it carries where that was agreed."""

    name: str
    amount: Amount
    share: Decimal | None = None


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


FILE = {
    "title": Key(text, required=True),
    "source": Key(text),
    "scheme": Key(text, required=True),
    **{name: Key(anything) for name in ("terms", "fund", "funds")},
    "step": Key(list_of(anything), required=True),
    "expect": Key(list_of(anything)),
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
        people = _people_of(known)
        self._check_names(expects, people)
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
        of_whom = {"person": Key(text), "fund": Key(text), "shop": Key(text)}
        keys = {"after": Key(number), **of_whom, **OF_PERSON, **OF_FUND, **OF_ROUND, **OF_SHOP}
        values = self.problems.read(table, keys, place="file", name=name)
        after = values.pop("after", steps)
        person, fund, shop = (values.pop(key, None) for key in of_whom)
        if not 1 <= after <= steps:
            self.problems.add("file", f"{name}: there is no step {after}")
        if person is None and OF_PERSON.keys() & values.keys():
            self.problems.add("file", f"{name}: “person” is missing")
        if shop is None and OF_SHOP.keys() & values.keys():
            self.problems.add("file", f"{name}: “shop” is missing")
        if not values and len(self.problems.found) == before:
            self.problems.add("file", f"{name}: nothing is expected")
        return Expect(place, after, person, fund, shop, values) if len(self.problems.found) == before else None

    def _check_names(self, expects: list[Expect | None], people: tuple[str, ...]) -> None:
        for expect in [each for each in expects if each]:
            for name in filter(None, [expect.person, *expect.values.get("contributions", ())]):
                if name not in people:
                    self.problems.add("file", f"expect {expect.number}: no step is about “{name}”")

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
        given = tuple(
            FundGiven(values.get("name", f"fund {place}"), values.get("amount", AMPLE), values.get("share"))
            for place, values in enumerate(read, start=1)
        )
        names = [each.name.casefold() for each in given]
        self.problems.found.extend(
            Problem("file", f"funds: “{name}” stands there twice") for name in {*names} if names.count(name) > 1
        )
        return given


def _people_of(steps: list[Step]) -> tuple[str, ...]:
    """Give everyone the steps are about, in order; of a household that is written as a list its members too."""
    names: dict[str, None] = {}
    for step in steps:
        household = step.said.get("household")
        for name in (step.said.get("person"), *(household if isinstance(household, tuple) else ())):
            if name:
                names[name] = None
    return tuple(names)
