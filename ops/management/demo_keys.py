"""The codes of the passes and the tokens of the tills of the demo, which are shown once and kept nowhere else.

Only the demo keeps them: in a file that only its owner reads.
"""

import json
import os
from datetime import date, datetime
from typing import Any

from django.conf import settings

from budgets.operation import Actor, reading
from budgets.parties.people import person_of
from budgets.passes.codes import PrintedCode, readable
from budgets.passes.lifecycle import LIVE
from budgets.passes.models import Pass
from budgets.passes.operations import PassAsked, issue_pass, replace
from budgets.passes.queries import find_pass_of
from budgets.shops.queries import TillAtHand, find_till
from budgets.shops.tills import give_pairing_code, pair_till


class DemoKeys:
    """The keys of one demo, made when they are first asked for; what is not in the file any more is made anew."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._path = actor, settings.VAR / "demo-keys.json"
        self._kept: dict[str, dict[str, str]] = {"passes": {}, "tills": {}}
        if self._path.exists():
            self._kept = json.loads(self._path.read_text(encoding="utf-8"))

    def code_of(self, client_number: str, on: date) -> str:
        """Give the code of the pass of a person."""
        known = self._kept["passes"].get(client_number, "")
        if known and reading(_works)(known):
            return known
        frame: dict[str, Any] = {"actor": self._actor, "on": on}
        person_id = reading(person_of)(client_number)
        had = reading(find_pass_of)(person_id)
        issued = replace(pass_id=had, **frame) if had else issue_pass(asked=PassAsked(person_id=person_id), **frame)
        return self._keep("passes", client_number, issued.code)

    def till_of(self, shop: str, at: datetime) -> tuple[TillAtHand, str]:
        """Give a till of a shop, and its token."""
        known = self._kept["tills"].get(shop, "")
        found = reading(find_till)(known) if known else None
        if found:
            return found, known
        frame: dict[str, Any] = {"actor": self._actor, "on": at.date(), "at": at}
        code = give_pairing_code(shop=shop, location=None, **frame)
        token = self._keep("tills", shop, pair_till(code=code, name="Kassa 1", **frame).token)
        return self.till_of(shop, at)[0], token

    def _keep(self, kind: str, name: str, key: str) -> str:
        self._kept[kind][name] = key
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._kept, file)
        return key


def _works(code: str) -> bool:
    read = readable(code)
    return isinstance(read, PrintedCode) and Pass.objects.filter(code_hash=read.digest, state__in=LIVE).exists()
