"""What goes with a dump: which moment and which program it is of, what must be in it, and the SHA-256 of its files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ops.content import Content

DUMP, MANIFEST, SUMS = "database.dump", "manifest.json", "SHA256SUMS"
FORMAT = 1
_PIECE = 1 << 20


class Damaged(Exception):
    """The files are not a whole backup as it was made; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The moment of the backup, the server and program it was made with, and the content it must bring back."""

    taken_at: datetime
    server: str
    program: str
    municipalities: dict[str, str]
    seals: dict[str, str]
    content: Content

    def write(self, folder: Path) -> str:
        """This will write the manifest beside the dump and the sums of both, and give its own SHA-256."""
        said = {
            "format": FORMAT,
            "taken_at": self.taken_at.isoformat(),
            "server": self.server,
            "program": self.program,
            "municipalities": [
                {
                    "id": number,
                    "code": code,
                    "ledger": self.content.digest_of_ledger(number),
                    "all": self.content.digest_of_all(number),
                    "seal": self.seals.get(number),
                }
                for number, code in self.municipalities.items()
            ],
            "files": {DUMP: {"sha256": sha256_of(folder / DUMP), "bytes": (folder / DUMP).stat().st_size}},
            "content": asdict(self.content),
        }
        path = folder / MANIFEST
        path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        sums = {DUMP: said["files"][DUMP]["sha256"], MANIFEST: sha256_of(path)}  # type: ignore[index]
        # In the form of sha256sum: anybody can check it, without us.
        (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()), encoding="utf-8")
        return sums[MANIFEST]


def read_checked(folder: Path) -> tuple[Manifest, str]:
    """Give the manifest of a backup whose files are all as they were made, and its SHA-256.

    :raises Damaged: a file is missing or differs, or the manifest is of another format
    """
    sums = _read_sums(folder)
    for name in (DUMP, MANIFEST):
        if name not in sums:
            raise Damaged(f"{SUMS} does not name {name}")
        if not (folder / name).is_file():
            raise Damaged(f"{name} is not there")
        if sha256_of(folder / name) != sums[name]:
            raise Damaged(f"{name} is not as it was made: another SHA-256 than in {SUMS}")
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if said.get("format") != FORMAT:
        raise Damaged(f"{MANIFEST} is of format {said.get('format')}; this program reads {FORMAT}")
    if said["files"][DUMP]["sha256"] != sums[DUMP]:
        raise Damaged(f"{DUMP} is of another backup than {MANIFEST}")
    return _manifest(said), sums[MANIFEST]


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _read_sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Damaged(f"{folder / SUMS} cannot be read: this is no whole backup") from problem
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _blank, name in pairs}


def _manifest(said: dict[str, Any]) -> Manifest:
    return Manifest(
        taken_at=datetime.fromisoformat(said["taken_at"]),
        server=said["server"],
        program=said["program"],
        municipalities={each["id"]: each["code"] for each in said["municipalities"]},
        seals={each["id"]: each["seal"] for each in said["municipalities"] if each["seal"]},
        content=Content(**said["content"]),
    )
