"""A code as a QR code: the squares themselves, a drawing (SVG), and a picture (PNG).

Capital letters, digits and hyphens make a small one; a quarter of it may be damaged or dirty.
"""

from io import BytesIO

import segno

QUIET = 4
"""How many squares around a QR code stay white; a scanner needs them."""


def squares_of(code: str) -> tuple[tuple[bool, ...], ...]:
    """Give the squares of a QR code, row by row, without the quiet ones around it."""
    return tuple(tuple(bool(square) for square in row) for row in _make(code).matrix)


def as_svg(code: str, *, title: str) -> str:
    """Give a QR code as a drawing that scales; `title` is what it is called where it cannot be seen."""
    drawn = BytesIO()
    _make(code).save(drawn, kind="svg", border=QUIET, title=title, xmldecl=False, omitsize=True, nl=False)
    return drawn.getvalue().decode()


def as_png(code: str, *, scale: int = 12) -> bytes:
    """Give a QR code as a picture; a square is `scale` dots wide."""
    drawn = BytesIO()
    _make(code).save(drawn, kind="png", border=QUIET, scale=scale)
    return drawn.getvalue()


def _make(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="q", boost_error=False)
