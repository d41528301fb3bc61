"""Trying a worked example: its steps one by one in a rehearsal, and what was not as it says."""

from dataclasses import dataclass, field
from typing import Any

from budgets.entitlements.queries import list_entitlements, list_told
from budgets.exports.queries import list_journal
from budgets.jobs.examples.acting import act
from budgets.jobs.examples.expectations import Difference, find_breaches, find_decided_otherwise, find_differences
from budgets.jobs.examples.loader import Example, NotAnExample, Step, load
from budgets.jobs.examples.stage import Stage, serving
from budgets.jobs.examples.street import Street
from budgets.operation import rehearsal
from budgets.parties.lines import LinesRefused
from budgets.schemes.explanation import tell
from ledger.amount import Amount, Unit
from ledger.refusal import Refusal

DONE = "done"


@dataclass
class Verdict:
    """What came of a file: its title, the differences, and the account of it where that was asked."""

    file: str
    title: str = ""
    differences: list[Difference] = field(default_factory=list)
    account: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.differences

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, without the title and the account."""
        told = [
            {"expect": each.expect, "key": each.key, "expected": each.expected, "actual": each.actual}
            for each in self.differences
        ]
        return {"file": self.file, "ok": self.ok, "differences": told}


def try_example(file: str, *, lang: str | None = None) -> Verdict:
    """This will try a worked example and leave nothing behind; with a language the verdict tells what was booked."""
    verdict = Verdict(file)
    try:
        example = load(file)
    except NotAnExample as wrong:
        verdict.title = wrong.title
        verdict.differences = [Difference(0, each.place, "a worked example", each.says) for each in wrong.problems]
        return verdict
    verdict.title = example.title
    try:
        _perform(example, verdict, lang)
    except Exception as fault:  # Whatever goes wrong in one file, the others are tried as well.
        says = " ".join(str(fault).split())
        verdict.differences.append(Difference(0, "file", "an example that can be tried", f"{_name(fault)}: {says}"))
    return verdict


def _perform(example: Example, verdict: Verdict, lang: str | None) -> None:
    with rehearsal(), serving(example):
        stage = Street(example)
        verdict.differences = _play(stage)
        if lang:
            verdict.account = [*_journal(), *_explanations(stage, lang)]


def _name(fault: Exception) -> str:
    return fault.code if isinstance(fault, Refusal) else type(fault).__name__


def _play(stage: Street) -> list[Difference]:
    """Do the steps in order, up to the first that does not go as it says, for what follows would mean nothing."""
    found: list[Difference] = []
    for step in stage.example.steps:
        outcome = _do(stage, step)
        if outcome:
            return [*found, outcome]
        found.extend(find_breaches(step.number))
        for expect in stage.example.expects:
            if expect.after == step.number:
                found.extend(find_differences(expect, stage))
    return [*found, *find_decided_otherwise()]


def _do(stage: Street, step: Step) -> Difference | None:
    place, expected = f"step {step.number}", step.refused or DONE
    try:
        act(stage, step)
    except Refusal as refused:
        refusal = refused.lines[0].refusal if isinstance(refused, LinesRefused) else refused
        if refusal.code == step.refused:
            return None
        return Difference(0, place, expected, f"{refusal.code}: {refusal}")
    return Difference(0, place, expected, DONE) if step.refused else None


def _journal() -> list[str]:
    return [
        f"{line.happened_on}  {line.act:<10} {line.debit_class:>14} / {line.credit_class:<14}"
        f" {Amount(line.amount, Unit(line.unit))!s:>14} {line.unit}  {line.why}"
        for line in list_journal()
    ]


def _explanations(stage: Stage, lang: str) -> list[str]:
    told: list[str] = []
    for name, person_id in stage.people.items():
        for entitlement_id in list_entitlements(person_id):
            for on, explanation in list_told(entitlement_id):
                told.append(f"{name}, {on}: {' '.join(tell(explanation, lang))}")
    return told
