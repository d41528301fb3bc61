"""Facts in files: a column for each, named in Dutch. A clerk adds those that a scheme asks for, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.schemes.facts import Facts, FactsRefused, read_facts
from connectors.spreadsheet import cells
from connectors.spreadsheet.cells import Parser
from connectors.spreadsheet.table import Column


@dataclass(frozen=True, slots=True)
class FactColumn:
    """The column of a fact: what its cells hold, and the words that stand for ours."""

    fact: str
    name: str
    parse: Parser
    words: Mapping[str, Any] | None = None


def _amount(fact: str, name: str) -> FactColumn:
    return FactColumn(fact, name, cells.cents)


def _chosen(fact: str, name: str, **words: Any) -> FactColumn:
    spelled = {word.replace("_", "-"): value for word, value in words.items()}
    return FactColumn(fact, name, cells.choice(*spelled), spelled)


FACTS = (
    _amount("income", "inkomen"),
    _amount("norm", "norm"),
    _chosen("household_type", "huishoudtype", alleen="single", alleen_met_kind="single_parent", samen="couple"),
    FactColumn("persons", "personen", cells.whole),
    _chosen("aow_age", "aow", ja=True, nee=False),
    _chosen("adapted_home", "aangepaste_woning", ja=True, nee=False),
    _amount("rent", "huur"),
    FactColumn("rent_allowance_months", "maanden_huurtoeslag", cells.whole),
    FactColumn("lives_here_on", "woont_hier_op", cells.day),
    _amount("earnings", "verdiensten"),
    FactColumn("package", "pakket", cells.text(most=100)),
    FactColumn("born", "geboren", cells.day),
    FactColumn("children", "kinderen", cells.whole),
    FactColumn("reason", "reden", cells.text(most=500)),
    _amount("amount", "bedrag"),
    _chosen("benefit", "uitkering", ja=True, nee=False),
    _amount("assets", "vermogen"),
    _amount("other_gifts", "andere_giften"),
)
FACT_COLUMNS = tuple(Column(each.name, each.parse, required=False, may_be_left_out=True) for each in FACTS)
_NAMES = {each.fact: each.name for each in FACTS} | {"category": "categorie"}


def column_of(fact: str) -> str:
    """Give the column of a fact; a fact that has none keeps its own name."""
    return _NAMES.get(fact, fact)


def facts_of(values: Mapping[str, Any], on: date) -> Facts:
    """Give the facts of a line.

    :raises FactsRefused: some cannot be
    """
    given = {each.fact: _said(each, values[each.name]) for each in FACTS if values[each.name] is not None}
    return read_facts(given, on=on)


def _said(column: FactColumn, value: Any) -> Any:
    if column.words:
        return column.words[value]
    if column.parse is cells.cents:
        sign, cents = "-" if value < 0 else "", abs(value)
        return f"{sign}{cents // 100}.{cents % 100:02d}"
    return value


def refusals_of(refused: FactsRefused) -> list[FactsRefused]:
    """Give one refusal for each fact, so that each is told beside its own column."""
    return [FactsRefused([problem]) for problem in refused.problems]
