"""Each state machine is one table: obeyed by the objects, mirrored in the database, drawn, and kept current."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from budgets.lifecycles import Moving, NotAllowedInState, moves_of
from ledger import tenant
from ops.management.commands.draw_machines import draw, lifecycle_of

ROOT = Path(__file__).resolve().parents[2]
MACHINES = [model for model in apps.get_models() if issubclass(model, Moving)]
PAIRS = [
    (model, name, state, {source: target for move, source, target in moves_of(lifecycle_of(model)) if move == name})
    for model in MACHINES
    for name in dict.fromkeys(move for move, _source, _target in moves_of(lifecycle_of(model)))
    for state, _says in model._meta.get_field("state").choices or ()
]


@pytest.mark.parametrize(("model", "name", "state", "listed"), PAIRS)
def test_a_listed_move_works_and_every_other_is_refused(
    model: Any, name: str, state: str, listed: dict[str, str]
) -> None:
    with tenant.serving(1):
        row = model(state=state)

    if state in listed:
        row.move(name)
        assert row.state == listed[state]
    else:
        with pytest.raises(NotAllowedInState):
            row.move(name)


def test_the_drawing_is_current() -> None:
    assert (ROOT / "ops/decisions/machines.md").read_text(encoding="utf-8") == draw()
