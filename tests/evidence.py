"""What the proofs of a run counted, kept in `evidence.json` of the folder of its data: each half of a run has one.

A proof says it by `note`, from any process of the run; the end of the session gathers what was said. A session in
which no proof ran leaves the file of an earlier one alone.
"""

import fcntl
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ops.settings.database import var_or

FILE = var_or("var/test") / "evidence.json"
_SPOOL = "GRONDSLAG_EVIDENCE"
_GATHERS = _SPOOL not in os.environ
_STARTED_AT = datetime.now(UTC)

# In the environment, so that a process that is started by a test, and one started by that, writes beside it.
os.environ.setdefault(_SPOOL, str(FILE.with_name(f"evidence.{os.getpid()}.jsonl")))


def note(name: str, *, seeds: Iterable[int] = (), seconds: float = 0, **counts: int) -> None:
    """This will keep what a proof counted, the seeds it can be played again with, and how long it took."""
    said = {"name": name, "counts": counts, "seeds": list(seeds), "seconds": round(seconds, 1)}
    spool = Path(os.environ[_SPOOL])
    spool.parent.mkdir(parents=True, exist_ok=True)
    with spool.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(said) + "\n")


@contextmanager
def proving(name: str, *, seeds: Iterable[int] = ()) -> Iterator[Counter[str]]:
    """This will note a proof that holds, with the time it took; its counts are what the proof puts in the counter."""
    begun, counts = time.monotonic(), Counter[str]()
    yield counts
    note(name, seeds=seeds, seconds=time.monotonic() - begun, **counts)


@dataclass
class Proof:
    """What a test counts that asked for `proof`, and the seeds it drew."""

    counts: Counter[str] = field(default_factory=Counter)
    seeds: list[int] = field(default_factory=list)


def gather(*, passed: bool) -> list[dict[str, Any]]:
    """This will write the file of this run, if anything was noted in it, and give the proofs; for the process that
    began the run.
    """
    spool = Path(os.environ[_SPOOL])
    if not _GATHERS or not spool.exists():
        return []
    proofs = [json.loads(line) for line in spool.read_text(encoding="utf-8").splitlines()]
    found = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "started_at": _STARTED_AT.isoformat(timespec="seconds"),
        "size": "long" if os.environ.get("GRONDSLAG_PROOF") == "long" else "ci",
        "passed": passed,
        "proofs": proofs,
    }
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    spool.unlink()
    return proofs


def tell(proof: dict[str, Any]) -> str:
    """Write one proof for people to read."""
    counts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in proof["counts"].items())
    return f"{proof['name']}: {counts} ({proof['seconds']:.0f} s)"
