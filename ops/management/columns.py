"""Tables for people in a terminal: words to the left, amounts to the right."""

from collections.abc import Iterator, Sequence


def in_columns(rows: Sequence[Sequence[str]], *, words: int = 1) -> Iterator[str]:
    """Give the lines of a table; the first row is its heading, and the first columns hold words."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
