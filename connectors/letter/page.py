"""What a letter says, before it is text or a PDF."""

import textwrap
from dataclasses import dataclass

WIDTH = 78


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together. `strong`: what may not be missed."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What the next part is about."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a first column, a text, and an amount; and a last line that stands apart, such as a sum."""

    head: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]
    last: tuple[str, str, str] | None = None


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: who sends it, to whom, of which day, about what. `foot` stands under every page."""

    sender: str
    to: tuple[str, ...]
    day: str
    subject: str
    blocks: tuple[Block, ...]
    foot: str
    page_of: str = "{page} / {pages}"
    language: str = "nl"


def as_text(letter: Letter) -> str:
    """Give the letter as plain text, in lines of at most 78 characters."""
    parts = ["\n".join([letter.sender, letter.day, "", *letter.to]), letter.subject.upper()]
    for block in letter.blocks:
        match block:
            case Paragraph(text):
                parts.append(textwrap.fill(text, WIDTH))
            case Heading(text):
                parts.append(f"{text}\n{'-' * len(text)}")
            case Table():
                parts.append(_lines_of(block))
    return "\n\n".join([*parts, letter.foot]).replace("\u00a0", " ") + "\n"


def _lines_of(table: Table) -> str:
    rows = [table.head, *table.rows, *([table.last] if table.last else [])]
    first = max(len(row[0]) for row in rows)
    amount = max(len(row[2]) for row in rows)
    between = WIDTH - first - amount - 4
    return "\n".join(f"{row[0]:<{first}}  {row[1][:between]:<{between}}  {row[2]:>{amount}}" for row in rows)
