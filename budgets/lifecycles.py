"""State machines: one table of moves per machine, obeyed in Python by django-fsm-2 and in the database by triggers
made from the same table.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, TransitionNotAllowed

from ledger.refusal import Refusal


class NotAllowedInState(Refusal):
    code, says = "not-allowed-in-state", _("“{move}” is not possible: it is {state} now.")


def moves_of(lifecycle: type[models.Model]) -> list[tuple[str, str, str]]:
    """Give the table of a lifecycle as (move, from, to), in the order the moves are written."""
    # `vars` and not `getattr`: the class is abstract, so django-fsm-2 has not collected its transitions anywhere.
    found: list[tuple[str, str, str]] = []
    for name, method in vars(lifecycle).items():
        for transition in _transitions(method):
            found.append((name, str(transition.source), str(transition.target)))
    return found


def _transitions(method: Any) -> Iterator[Any]:
    described = getattr(method, "_django_fsm", None)
    return iter(described.transitions.values() if described else ())


def guards(lifecycle: type[models.Model], *, initial: Iterable[str]) -> list[pgtrigger.Trigger]:
    """Give the triggers that keep a table to its lifecycle: where a row may begin, and how it may move on."""
    begins = ", ".join(f"'{state}'" for state in initial)
    return [
        pgtrigger.FSM(
            name="moves",
            field="state",
            condition=pgtrigger.AnyChange("state"),
            transitions=sorted({(source, target) for _name, source, target in moves_of(lifecycle)}),
        ),
        pgtrigger.Trigger(
            name="begins",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=(
                f"IF NEW.state NOT IN ({begins}) THEN RAISE EXCEPTION 'a row may not begin as %', NEW.state;"
                " END IF; RETURN NEW;"
            ),
        ),
    ]


def states_check(states: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Give the constraint that the column holds one of the states."""
    return models.CheckConstraint(condition=models.Q(state__in=states.values), name=name)


class Moving(models.Model):
    """A row with a state that moves only along its lifecycle."""

    class Meta:
        abstract = True

    def move(self, name: str) -> None:
        """This will make a move of the lifecycle, in the object; saving it is the operation's work.

        :raises NotAllowedInState: the move does not begin in the present state
        """
        try:
            getattr(self, name)()
        except TransitionNotAllowed as refused:
            raise NotAllowedInState(move=name, state=self.state) from refused  # type: ignore[attr-defined]


def state_field(states: type[models.TextChoices], initial: str) -> FSMField:
    """Give the protected column of a lifecycle."""
    return FSMField(choices=states.choices, default=initial, protected=True, max_length=20)
