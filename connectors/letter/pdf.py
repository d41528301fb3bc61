"""A letter as PDF: A4, its font inside, the same bytes for the same letter and moment.

Only letters of the Latin script are in the font; another sign is shown as a question mark, and never left out.
"""

from datetime import datetime
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from connectors.letter.page import Block, Heading, Letter, Paragraph, Table

_FONTS = Path(__file__).parent / "fonts"
_FAMILY = "DejaVu Sans"
_LEFT, _TOP, _RIGHT, _BOTTOM = 25, 22, 25, 28
_INK, _SOFT, _TINT = (33, 37, 41), (96, 103, 112), (234, 241, 246)
_LINE = 6.0
_FEW = 3
_PAGES = "{nb}"
_SHADE = (0, 84, 120)


def write_pdf(letter: Letter, *, created_at: datetime) -> bytes:
    """Give the letter as PDF; `created_at` is aware and stands in the file."""
    page = _Page(letter)
    page.set_creation_date(created_at)
    page.add_page()
    page.begin()
    for block in letter.blocks:
        page.put(block)
    return bytes(page.output())


class _Page(FPDF):
    """The pages of one letter: how each part looks, and the foot that every page has."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(format="A4")
        self._letter = letter
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self.set_margins(_LEFT, _TOP, _RIGHT)
        self.c_margin = 0  # texts and lines begin at the same place
        self.alias_nb_pages(_PAGES)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        self.set_title(letter.subject)
        self.set_author(letter.sender)
        self.set_lang(letter.language)
        self.set_producer("Grondslag")
        self._known = set(cast(TTFFont, self.fonts[_FAMILY.lower()]).cmap)

    def footer(self) -> None:
        """Draw the foot of a page."""
        self.set_y(-20)
        self._style(8, _SOFT)
        self.cell(130, 5, self._said(self._letter.foot))
        of = self._letter.page_of.format(page=self.page_no(), pages=_PAGES)
        # The number of pages is filled in at the end; until then its sign takes the place of one digit.
        self.set_x(210 - _RIGHT - self.get_string_width(of.replace(_PAGES, "0")))
        self.cell(0, 5, of)

    def begin(self) -> None:
        """Put the head of the letter."""
        self.set_fill_color(*_SHADE)
        self.rect(0, 0, 210, 3, style="F")
        self._style(13, _SHADE, bold=True)
        self._text(self._letter.sender, 7)
        self.set_y(45)  # where the window of an envelope is
        self._style(10.5)
        for line in self._letter.to:
            self._text(line, _LINE)
        self.set_y(max(self.get_y() + 8, 70))
        self._style(10.5, _SOFT)
        self._text(self._letter.day, _LINE)
        self.ln(6)
        self._style(17, _SHADE, bold=True)
        self._text(self._letter.subject, 9)
        self.ln(3)

    def put(self, block: Block) -> None:
        """Put one part of the letter."""
        match block:
            case Heading(text):
                self._heading(text)
            case Paragraph(text, strong):
                self._strong(text) if strong else self._plain(text)
            case Table():
                self._table(block)

    def _heading(self, text: str) -> None:
        if self.will_page_break(26):  # a heading at the foot of a page says nothing
            self.add_page()
        self.ln(3)
        self._style(12, _SHADE, bold=True)
        self._text(text, 7)
        self.ln(1)

    def _plain(self, text: str) -> None:
        self._style(10.5)
        self._text(text, _LINE)
        self.ln(2)

    def _strong(self, text: str) -> None:
        self.ln(1)
        self._style(11.5, bold=True)
        self.set_fill_color(*_TINT)
        self.multi_cell(0, 7, self._said(text), fill=True, padding=(3, 5), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(4)

    def _table(self, table: Table) -> None:
        self._row(table, table.head, small=True)
        for row in table.rows:
            if self.will_page_break(_LINE + 1):
                self.add_page()
                self._row(table, table.head, small=True)
            self._row(table, row)
        if table.last:
            self._row(table, table.last, bold=True)
        self.ln(4)

    def _row(self, table: Table, row: tuple[str, ...], *, bold: bool = False, small: bool = False) -> None:
        # More columns are more words on a line, which are smaller.
        size = 10 if len(row) <= _FEW else 8.5
        self._style(8.5 if small else size, _SOFT if small else _INK, bold=bold)
        for column, (cell, width) in enumerate(zip(row, table.widths, strict=True)):
            align = "R" if table.is_amount(column) else "L"
            self.cell(width, _LINE + 0.6, self._fit(self._said(cell), width), align=align)
        self.ln(_LINE + 0.6)
        self.set_draw_color(*(_SHADE if bold or small else _TINT))
        self.set_line_width(0.2)
        self.line(_LEFT, self.get_y(), 210 - _RIGHT, self.get_y())

    def _fit(self, text: str, width: float) -> str:
        """Cut a text off where its column ends."""
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(f"{text}…") > width:
            text = text[:-1]
        return f"{text}…"

    def _text(self, text: str, height: float) -> None:
        self.multi_cell(0, height, self._said(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _style(self, size: float, ink: tuple[int, int, int] = _INK, *, bold: bool = False) -> None:
        self.set_font(_FAMILY, "B" if bold else "", size)
        self.set_text_color(*ink)

    def _said(self, text: str) -> str:
        return "".join(each if ord(each) in self._known or each == "\n" else "?" for each in text)
