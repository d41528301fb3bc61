"""Cells of a sheet that look filled to a person and hold nothing: merged with another, or a formula without a value.

What is read here is the text of the sheet itself; the reader of workbooks does not tell of these.
"""

import re
from collections.abc import Iterator

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from connectors.problem import Reason
from connectors.spreadsheet import cell_reasons

Marks = dict[tuple[int, int], Reason]

MOST_MARKS = 100_000
"""Beyond this many, a cell is only said to be empty."""

# An XML name may stand behind the name of its space: <c> or <x:c>.
_SPACE = rb"(?:[a-z0-9]+:)?"
_MERGED = re.compile(rb"<" + _SPACE + rb'mergeCell [^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FORMULA = re.compile(
    rb"<" + _SPACE + rb"c ([^<>]*)>"
    rb"<" + _SPACE + rb"f\b[^<>]*(?:/>|>[^<]*</" + _SPACE + rb"f>)"
    rb"(?:<" + _SPACE + rb"v\s*/>|<" + _SPACE + rb"v></" + _SPACE + rb"v>)?"
    rb"</" + _SPACE + rb"c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')


def merged_away(part: bytes) -> Marks:
    """Mark the cells of merged areas, but for the one at the top left, which holds the value."""
    marks: Marks = {}
    for place in _places_of_areas(part):
        if len(marks) >= MOST_MARKS:
            break
        marks[place] = cell_reasons.MERGED
    return marks


def without_value(part: bytes) -> Marks:
    """Mark the formulas that were never worked out. One that gave an empty text was."""
    marks: Marks = {}
    for found in _FORMULA.finditer(part):
        place = _PLACE.search(found[1])
        if place and b't="str"' not in found[1] and len(marks) < MOST_MARKS:
            marks[coordinate_to_tuple(place[1].decode())] = cell_reasons.NOT_WORKED_OUT
    return marks


def _places_of_areas(part: bytes) -> Iterator[tuple[int, int]]:
    for found in _MERGED.finditer(part):
        left, top, right, bottom = range_boundaries(found[1].decode())
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    yield row, column
