"""A card and its sheet as PDF: as large as a bank card, its font inside, the same bytes for the same card and day."""

from datetime import datetime
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from connectors.card.page import Card, Sheet
from connectors.card.qr import QUIET, squares_of

_FONTS = Path(__file__).parents[1] / "letter" / "fonts"
_FAMILY = "DejaVu Sans"
_INK, _SOFT, _SHADE, _WHITE, _TINT = (33, 37, 41), (80, 87, 96), (0, 84, 120), (255, 255, 255), (234, 241, 246)
WIDE, HIGH = 85.6, 53.98
"""A card in millimetres, as ISO/IEC 7810 says for ID-1."""
_EDGE = 5.0
_BAND = 11.0
_QR = 37.0
_LEFT = 25.0
Color = tuple[int, int, int]


def write_card(card: Card, *, created_at: datetime) -> bytes:
    """Give a card as PDF, its front and its back each on a page of its size; `created_at` is aware."""
    page = _Paper((WIDE, HIGH), card, created_at)
    page.add_page()
    page.front(0, 0)
    page.add_page()
    page.back(0, 0)
    return bytes(page.output())


def write_sheet(sheet: Sheet, *, created_at: datetime) -> bytes:
    """Give a letter of one page with a card to cut out and fold; `created_at` is aware."""
    page = _Paper((210, 297), sheet.card, created_at)
    page.set_title(sheet.subject)
    page.add_page()
    page.letter(sheet)
    page.cut_out(sheet.cut)
    return bytes(page.output())


class _Paper(FPDF):
    """The paper of a card or a sheet: how each part looks."""

    def __init__(self, size: tuple[float, float], card: Card, created_at: datetime) -> None:
        super().__init__(format=size)
        self._card = card
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self.set_margin(0)
        self.c_margin = 0
        self.set_auto_page_break(auto=False)
        self.set_creation_date(created_at)
        self.set_title(card.title)
        self.set_author(card.sender)
        self.set_lang(card.language)
        self.set_producer("Grondslag")
        self._known = set(cast(TTFFont, self.fonts[_FAMILY.lower()]).cmap)

    def front(self, x: float, y: float) -> None:
        """Draw the front of the card."""
        card = self._card
        self.set_fill_color(*_SHADE)
        self.rect(x, y, WIDE, _BAND, style="F")
        self._fit(card.sender, WIDE - 2 * _EDGE, 10, bold=True)
        self._put(card.sender, x + _EDGE, y, _BAND, ink=_WHITE)
        left, room = x + _EDGE, WIDE - 2 * _EDGE - _QR
        self._style(18, bold=True)
        self._put(card.title, left, y + _BAND + 4, 8)
        self._style(7)
        self._put(card.number_is, left, y + _BAND + 18, 4, ink=_SOFT)
        self._fit(card.number, room + 2, 11, bold=True)
        self._put(card.number, left, y + _BAND + 22, 5)
        self._style(6.5)
        self._lines(card.hint, left, y + HIGH - _EDGE - 6.5, room, 3.2, ink=_SOFT)
        # Its quiet zone may reach into the edge of the card, which is as white.
        self._qr(x + WIDE - _QR - 1, y + _BAND + (HIGH - _BAND - _QR) / 2, _QR)

    def back(self, x: float, y: float) -> None:
        """Draw the back of the card."""
        at = y + _EDGE
        for question, answer in self._card.back:
            self._style(7.5, bold=True)
            self._put(question, x + _EDGE, at, 4, ink=_SHADE)
            self._style(7.5)
            at = self._lines(answer, x + _EDGE, at + 4, WIDE - 2 * _EDGE, 3.8) + 1.8
        self._style(6.5)
        self._put(self._card.typed, x + _EDGE, y + HIGH - 18, 3.5, ink=_SOFT)
        self._style(11, bold=True)
        groups = self._card.code.split("-")
        for line, part in enumerate((groups[:4], groups[4:])):
            self._put(" ".join(part), x + _EDGE, y + HIGH - 14 + line * 5, 5)

    def letter(self, sheet: Sheet) -> None:
        """Put the text of the sheet."""
        self.set_fill_color(*_SHADE)
        self.rect(0, 0, 210, 3, style="F")
        self._style(13, bold=True)
        self._put(sheet.card.sender, _LEFT, 22, 7, ink=_SHADE)
        self._style(10.5)
        for line, text in enumerate(sheet.to):
            self._put(text, _LEFT, 45 + line * 6, 6)  # where the window of an envelope is
        self._put(sheet.day, _LEFT, 70, 6, ink=_SOFT)
        self._style(17, bold=True)
        self._put(sheet.subject, _LEFT, 82, 9, ink=_SHADE)
        self._style(10.5)
        at = 95.0
        for text in sheet.opening:
            at = self._lines(text, _LEFT, at, 160, 6) + 2
        at += 2
        for few, more in sheet.steps:
            self._style(10.5, bold=True)
            self._put(few, _LEFT, at, 6, ink=_SHADE)
            self._style(10.5)
            at = self._lines(more, _LEFT, at + 6, 160, 5.6) + 2.4

    def cut_out(self, says: str) -> None:
        """Draw the card at the foot of the sheet: front and back beside each other, to be cut out and folded."""
        x, y = (210 - 2 * WIDE) / 2, 297 - HIGH - 22
        self._style(8)
        self._put(says, x, y - 7, 5, ink=_SOFT)
        self.front(x, y)
        self.back(x + WIDE, y)
        self.set_draw_color(*_SOFT)
        self.set_line_width(0.2)
        self.set_dash_pattern(dash=2, gap=1.5)
        self.rect(x, y, 2 * WIDE, HIGH)
        self.set_dash_pattern(dash=0.4, gap=1.2)
        self.line(x + WIDE, y, x + WIDE, y + HIGH)
        self.set_dash_pattern()

    def _qr(self, x: float, y: float, width: float) -> None:
        """Draw the QR code within its quiet zone. Dark squares that touch are one bar, so that no seam shows."""
        rows = squares_of(self._card.code)
        side = width / (len(rows) + 2 * QUIET)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            begin = 0
            while begin < len(row):
                end = begin + 1
                while end < len(row) and row[end] == row[begin]:
                    end += 1
                if row[begin]:
                    # A hair higher than a square: bars that stand on one another leave no seam either.
                    left, top = x + (begin + QUIET) * side, y + (down + QUIET) * side
                    self.rect(left, top, (end - begin) * side, side * 1.03, style="F")
                begin = end

    def _style(self, size: float, *, bold: bool = False) -> None:
        self.set_font(_FAMILY, "B" if bold else "", size)

    def _fit(self, text: str, width: float, size: float, *, bold: bool = False) -> None:
        """Take the largest size, up to one, in which a text fits on a line."""
        self._style(size, bold=bold)
        while self.get_string_width(self._said(text)) > width and size > 4:
            size -= 0.25
            self._style(size, bold=bold)

    def _put(self, text: str, x: float, y: float, high: float, *, ink: Color = _INK) -> None:
        self.set_text_color(*ink)
        self.set_xy(x, y)
        self.cell(0, high, self._said(text))

    def _lines(self, text: str, x: float, y: float, width: float, high: float, *, ink: Color = _INK) -> float:
        """Put a text of some lines, and give where the next one goes."""
        self.set_text_color(*ink)
        self.set_xy(x, y)
        self.multi_cell(width, high, self._said(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        return self.get_y()

    def _said(self, text: str) -> str:
        return "".join(each if ord(each) in self._known else "?" for each in text)
