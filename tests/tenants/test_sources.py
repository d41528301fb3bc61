"""What the program never says: a tenant for longer than a transaction, or what to remember for whoever comes next."""

import re

from tests.architecture.test_tidy import ROOT, _files

OURS = ("ledger", "budgets", "connectors", "ops")
FOR_THE_SESSION = re.compile(
    r"set_config\(\s*'grondslag\.municipality'[^)]*\bfalse\b|\bSET\s+(SESSION\s+)?grondslag\.", re.IGNORECASE
)
REMEMBERS = re.compile(
    r"^from functools import .*\b(cache|lru_cache|cached_property)\b|django\.core\.cache", re.MULTILINE
)
REMEMBERED = {
    "budgets/schemes/periods.py": "which days the periods of a rhythm have: the calendar is the same for all",
    "budgets/schemes/catalogue/__init__.py": "the catalogue: a folder, the same for all",
    "budgets/schemes/norms.py": "the norms of social assistance: those of the country, the same for all",
    "budgets/rounds/parameters.py": "the limits of the rent allowance: those of the country, the same for all",
    "connectors/spreadsheet/cells.py": "how a text reads as a number or a date: the same for all",
    "connectors/sepa/pain001_proof.py": "the schema of the files: the same for all",
}
"""What is kept in memory from one request to the next, each with the reason why it is nobody's. Anything of a
municipality would have to be kept under its id.
"""


def sources():
    for pattern in ("*.py", "*.sql"):
        for path in _files(pattern):
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(OURS):
                yield name, path.read_text(encoding="utf-8")


class TestSources:
    def test_set_a_tenant_for_the_transaction_only(self):
        assert [name for name, text in sources() if FOR_THE_SESSION.search(text)] == []

    def test_remember_nothing_of_a_municipality(self):
        assert {name for name, text in sources() if REMEMBERS.search(text)} == set(REMEMBERED)

    def test_would_be_found_if_they_did(self):
        assert FOR_THE_SESSION.search("SELECT set_config('grondslag.municipality', %s, false)")
        assert FOR_THE_SESSION.search("SET grondslag.municipality = '1'")
        assert REMEMBERS.search("from functools import lru_cache")
