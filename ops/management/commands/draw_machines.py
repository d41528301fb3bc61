from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from budgets.lifecycles import Moving, moves_of

OPENING = """# State machines

Every machine of the project, drawn from the tables that the code and the database obey.
`manage.py draw_machines` prints this page.
"""


def lifecycle_of(model: Any) -> Any:
    """Give the lifecycle that a model follows."""
    return next(base for base in model.__mro__ if base.__name__.endswith("Lifecycle"))


def draw() -> str:
    """Give the page of all lifecycles as Mermaid drawings, with the sentence of each state."""
    pages = [OPENING]
    for model in sorted(
        (each for each in apps.get_models() if issubclass(each, Moving)), key=lambda each: each.__name__
    ):
        described: Any = model
        states = described._meta.get_field("state").choices
        lines = [f"## {model.__name__}", "", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {source} --> {target}: {name}" for name, source, target in moves_of(lifecycle_of(model))]
        lines += ["```", "", *[f"- **{state}**: {says}" for state, says in states], ""]
        pages.append("\n".join(lines))
    return "\n".join(pages)


class Command(BaseCommand):
    help = "Print every state machine as Mermaid, for ops/decisions/machines.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(draw(), ending="")
