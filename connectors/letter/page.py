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
    """Lines of cells, and a last line that stands apart, such as a sum. The last columns are amounts; `widths` are in
    millimetres of the 160 that a line has.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, ...] | None = None
    widths: tuple[int, ...] = (46, 74, 40)
    amounts: int = 1

    def is_amount(self, column: int) -> bool:
        """Say whether a column holds amounts, which stand under each other by their last sign."""
        return column >= len(self.widths) - self.amounts


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
    """The widest column of texts takes what the others leave, and is cut off there."""
    rows = [table.head, *table.rows, *([table.last] if table.last else [])]
    wide = [max(len(row[column]) for row in rows) for column in range(len(table.head))]
    texts = range(len(wide) - table.amounts)
    rest = max(texts, key=lambda column: table.widths[column])
    wide[rest] = WIDTH - sum(each for column, each in enumerate(wide) if column != rest) - 2 * (len(wide) - 1)
    return "\n".join(
        "  ".join(
            f"{cell[: wide[column]]:{'>' if table.is_amount(column) else '<'}{wide[column]}}"
            for column, cell in enumerate(row)
        )
        for row in rows
    )
