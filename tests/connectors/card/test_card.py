"""A card and its sheet: as large as a bank card, the same bytes each time, and a code that can be scanned."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from defusedxml import ElementTree

from connectors.card.page import Card, Sheet
from connectors.card.pdf import HIGH, WIDE, write_card, write_sheet
from connectors.card.qr import QUIET, as_png, as_svg, squares_of

AT = datetime(2026, 3, 2, tzinfo=UTC)
CODE = "00174-7K3Q-9XWM-2D5R-VB8N-4HTC-6GJP-1YZA"
CARD = Card(
    sender="Gemeente Voorbeeldstad",
    title="Pas",
    number_is="Nummer",
    number="00174 48291 15037",
    code=CODE,
    hint="Laat de code scannen.",
    typed="Typ deze code:",
    back=(("Kwijt?", "Bel de gemeente."),),
)
SHEET = Sheet(
    card=CARD,
    to=("N. de Vries", "1234 AB 12"),
    day="2 maart 2026",
    subject="Je pas",
    opening=("Beste,", "Hieronder vind je je pas."),
    steps=(("Zo betaal je", "Laat de code scannen."),),
    cut="Knip de pas uit.",
)


def sizes_of(pdf):
    """Give the sizes of the pages in millimetres."""
    found = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    return [tuple(round(float(each) / 72 * 25.4, 1) for each in size) for size in found]


class TestACard:
    def test_is_as_large_as_a_bank_card_with_a_front_and_a_back(self):
        written = write_card(CARD, created_at=AT)

        assert written.startswith(b"%PDF-")
        assert sizes_of(written) in ([(WIDE, round(HIGH, 1))], [(WIDE, round(HIGH, 1))] * 2)
        assert written.count(b"/Type /Page\n") == 2

    def test_is_the_same_each_time_and_another_for_another_code(self):
        written = write_card(CARD, created_at=AT)

        assert written == write_card(CARD, created_at=AT)
        assert written != write_card(another(code=CODE[:-1] + "B"), created_at=AT)

    def test_has_room_for_a_long_name_and_signs_that_it_does_not_know(self):
        long = another(sender="Gemeente " + "Súdwest-Fryslân en de Waadhoeke " * 3, title="パス", language="en")

        assert write_card(long, created_at=AT)


def another(**what):
    return Card(**{name: getattr(CARD, name) for name in Card.__slots__} | what)


class TestASheet:
    def test_is_one_page_of_a4(self):
        written = write_sheet(SHEET, created_at=AT)

        assert sizes_of(written) == [(210.0, 297.0)]
        assert written.count(b"/Type /Page\n") == 1
        assert written == write_sheet(SHEET, created_at=AT)


class TestAQrCode:
    def test_is_small_enough_to_be_read_by_any_camera(self):
        squares = squares_of(CODE)

        assert len(squares) == len(squares[0]) == 29
        assert 37 / (29 + 2 * QUIET) >= 0.8  # millimetres of a square on the card

    def test_has_its_three_corners(self):
        squares = squares_of(CODE)
        corner = [row[:7] for row in squares[:7]]

        assert corner == [row[-7:] for row in squares[:7]] == [row[:7] for row in squares[-7:]]
        assert all(corner[0]) and not any(corner[1][1:6])

    def test_is_the_same_as_a_drawing_with_a_name_and_a_quiet_zone(self):
        drawn = as_svg(CODE, title="Pas")

        root = ElementTree.fromstring(drawn)
        assert [float(each) for each in root.attrib["viewBox"].split()] == [0, 0, 29 + 2 * QUIET, 29 + 2 * QUIET]
        assert "<title>Pas</title>" in drawn and "<script" not in drawn

    def test_escapes_the_name_of_a_drawing(self):
        assert "<b>" not in as_svg(CODE, title="<b>")

    @pytest.mark.parametrize("scale", [1, 12])
    def test_is_the_same_as_a_picture(self, scale):
        assert as_png(CODE, scale=scale).startswith(b"\x89PNG")
        assert as_png(CODE, scale=scale) == as_png(CODE, scale=scale)

    def test_of_a_phone_is_as_small(self):
        shown = "001740123456789ABCDEF2MRNHRSVDY0VPEXJEH2YJ5"

        assert len(squares_of(shown)) == 29
        assert all(len(one) == len(other) for one, other in pairwise(squares_of(shown)))
