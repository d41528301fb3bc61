"""A code of a refusal means one thing: who reads it need not know which class it came from."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import budgets
import ledger
from ledger.refusal import Refusal


def classes_below(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in refusal.__subclasses__():
        if each.__module__.startswith(("budgets", "ledger")):
            yield each
        yield from classes_below(each)


def test_a_code_is_of_one_class_or_of_those_below_it() -> None:
    for package in (budgets, ledger):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    found = defaultdict(set)
    for refusal in classes_below(Refusal):
        if "code" in vars(refusal):
            found[refusal.code].add(f"{refusal.__module__}.{refusal.__name__}")

    assert "fund-exhausted" in found
    assert {code: classes for code, classes in found.items() if len(classes) > 1} == {}
