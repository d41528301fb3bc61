"""Every command is typed in a town where it can do the most, twice: nobody has less by any of them.

A new command gets its lines in `TYPED`, or stands in one of the lists after it.
"""

from collections.abc import Iterator
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from budgets.schemes.operations import adopt_scheme
from ledger.models import Municipality
from tests.budgets.entitlements.town import BOUWDEPOT, BURGERBUDGET, NEW_YEAR, SPRING, SUMMER, open_scheme, rows
from tests.budgets.granted import Town, a_town_that_grants, assert_nothing_lost
from tests.builders import LONG_AGO, TEST, an_officer

pytestmark = pytest.mark.usefixtures("database")

NOOR = ("--person", "k0000")
BOTH = ("--by", "fatima", "--by", "joost")
GIFT = (*NOOR, "--scheme", BOUWDEPOT)
TYPED: dict[str, list[tuple[str, ...]]] = {
    "add_fund": [("--code", "nieuw", "--name", "Nieuw", "--scheme", BURGERBUDGET, "--amount", "1.00")],
    "donate": [("--fund", BOUWDEPOT, "--amount", "1.00", "--donor", "vsb", "--donor-name", "V", "--reference", "g")],
    "give_back": [(*NOOR, "--fund", BOUWDEPOT, "--amount", "1.00", "--statement", "Graag.")],
    "run_period": [("--scheme", BURGERBUDGET), ("--scheme", BOUWDEPOT)],
    "payment_file": [("--approved-by", "fatima", "--approved-by", "joost", "--out", "{folder}")],
    "reattribute": [
        ("--from", BOUWDEPOT, "--to", "tweede", *GIFT, "--reference", "b1", "--reason", "brug", *BOTH),
        ("--from", "tweede", "--to", BOUWDEPOT, "--scheme", BOUWDEPOT, "--reference", "b2", "--reason", "x", *BOTH),
    ],
    "write_off": [
        ("over-award", *GIFT, "--amount", "4200.00", "--reference", "audit", *BOTH),
        ("over-award", *NOOR, "--scheme", BURGERBUDGET, "--amount", "1.00", "--reference", "audit-2", *BOTH),
        ("undeliverable", *GIFT, "--amount", "1.00", "--reference", "bank", "--returned-on", "2015-01-01", *BOTH[:2]),
    ],
    "job_cost": [("record", *GIFT, "--amount", "1.00", "--reference", "maart"), ("list", "--scheme", "basisbaan")],
    "stock": [
        ("open", "--point", "bieb", "--name", "Bibliotheek"),
        ("restock", "--point", "bieb", "--packs", "5", "--reference", "1"),
        ("issue", "--point", "bieb", "--packs", "1", "--key", "een"),
        ("list",),
    ],
    "entitlement": [
        (move, *NOOR, "--scheme", scheme)
        for scheme in (BURGERBUDGET, BOUWDEPOT)
        for move in ("suspend", "resume", "stop", "restart", "end")
    ],
    "leave": [(*NOOR, "--because", "died")],
    "pass": [
        ("issue", *NOOR, "--pin", "2580"),
        *((verb, *NOOR) for verb in ("block", "unblock", "lost", "replace", "show")),
        ("pin", *NOOR, "--pin", "7531"),
        ("terms", "--from", "2025-01-01", "--day-limit", "30.00"),
    ],
    "verify": [()],
    "seal": [()],
    "forecast": [()],
    "warnings": [()],
}
BY_FILE = {
    "award", "apply", "applications", "assess", "decide", "import_hours", "import_households", "import_organisations",
    "import_people", "load_terms", "propose", "round",
}  # fmt: skip
"""Ask files or people first; each operation that they call is tried by `asking`."""
READING = {
    "aftercare", "effects", "explain", "funds", "health", "precedents", "replay", "report", "runs", "scheme",
    "statement", "this_is_yours", "trial_balance", "write_offs",
}  # fmt: skip
OF_THE_HOUSE = {
    "add_municipality", "add_officer", "close_month", "confirm_restore", "demo", "demo_keys", "demo_till",
    "draw_machines", "example", "jobs",
    "messages", "migrate", "pair_till", "reopen_month", "revoke_till", "settle", "settlement", "shop", "shop_limit",
    "login", "shop_price", "till", "tills", "work",
}  # fmt: skip
"""Keep the books or the program; none is about a grant."""


@pytest.fixture
def town() -> Iterator[Town]:
    with a_town_that_grants() as town:
        open_scheme(BOUWDEPOT, code="tweede", priority=2)
        adopt_scheme(scheme_code="uitgiftepunt", actor=TEST, on=LONG_AGO, terms={"packs_per_visit": "2"})
        an_officer("Fatima")
        an_officer("Joost")
        yield town


class TestEveryCommand:
    def test_is_typed_here_or_stands_in_a_list(self) -> None:
        ours = {name for name, app in get_commands().items() if str(app).startswith("ops")}

        assert ours - {*TYPED, *BY_FILE, *READING, *OF_THE_HOUSE} == set(), "say how a new command is typed"

    def test_leaves_nobody_with_less(self, town: Town, tmp_path: Path) -> None:
        exits = []

        for on, (name, lines) in product((NEW_YEAR, SPRING, SPRING, SUMMER), TYPED.items()):
            for line in lines:
                before = town.theirs()
                words = (word.format(folder=tmp_path) for word in line)
                exits.append(exit_of(name, *words, "--municipality", town_code(town), "--on", on.isoformat()))
                assert exits[-1] in (0, 1), (name, line)
                assert_nothing_lost(before, town.theirs())

        assert exits.count(0) > exits.count(1) > 0
        assert rows("SELECT count(*) > 0 FROM trail_act WHERE refused <> ''") == [(True,)]


def town_code(town: Town) -> str:
    return Municipality.objects.get(id=town.municipality_id).code


def exit_of(*words: str) -> int:
    try:
        call_command(*words, stdout=StringIO(), stderr=StringIO())
    except SystemExit as ended:
        return int(str(ended.code))
    return 0
