"""Letters as text and as PDF."""

import re
import zlib
from datetime import UTC, datetime

from connectors.letter.page import Heading, Letter, Paragraph, Table, as_text
from connectors.letter.pdf import write_pdf

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)
ROWS = tuple((f"{day} maart 2026", "Geld van de gemeente", "€\u00a01.050,00") for day in range(1, 31))


def a_letter(*blocks, **changes):
    given = {
        "sender": "Gemeente Voorbeeldstad",
        "to": ("Noor Łukasz-Çelik", "1234 AB 5"),
        "day": "1 april 2026",
        "subject": "Dit is van jou",
        "blocks": blocks,
        "foot": "Dit is van jou · 1 april 2026",
    }
    return Letter(**{**given, **changes})


def pages_of(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


class TestAsText:
    def test_has_a_line_for_everything(self):
        table = Table(("Datum", "Wat", "Bedrag"), ROWS[:2], ("Samen", "", "€\u00a02.100,00"))

        lines = as_text(a_letter(Paragraph("Beste Noor,"), Heading("Geld"), table)).splitlines()

        assert lines[:4] == ["Gemeente Voorbeeldstad", "1 april 2026", "", "Noor Łukasz-Çelik"]
        assert "DIT IS VAN JOU" in lines
        assert lines[lines.index("Geld") + 1] == "----"
        assert re.fullmatch(r"1 maart 2026  Geld van de gemeente +€ 1.050,00", lines[-5])
        assert lines[-1] == "Dit is van jou · 1 april 2026"

    def test_has_no_line_longer_than_a_screen(self):
        long = Table(("a", "b", "c"), (("1 september 2026", "x" * 200, "€\u00a01.000,00"),))

        assert max(map(len, as_text(a_letter(Paragraph("woord " * 100), long)).splitlines())) <= 78

    def test_stands_amounts_under_each_other_however_many_columns_there_are(self):
        rows = (("1 maart 2026", "Zwembad", "€\u00a012,50", ""), ("2 maart 2026", "Balie " * 20, "", "€\u00a03,00"))
        table = Table(("Datum", "Plaats", "Bedrag", "Terug"), rows, widths=(30, 70, 30, 30), amounts=2)

        *_, first, second, _empty, _foot = as_text(a_letter(table)).splitlines()

        assert len(first.rstrip()) < len(second) == 78
        assert first.index("€") == 78 - len("€ 3,00") - 2 - len("€ 12,50")
        assert second.endswith("  € 3,00")


class TestWritePdf:
    def test_gives_the_same_bytes_for_the_same_letter_and_moment(self):
        letter = a_letter(Paragraph("Beste Noor,"), Paragraph("Van jou.", strong=True))

        assert write_pdf(letter, created_at=MOMENT) == write_pdf(letter, created_at=MOMENT)
        assert write_pdf(letter, created_at=MOMENT) != write_pdf(letter, created_at=MOMENT.replace(year=2025))

    def test_brings_its_font_along(self):
        pdf = write_pdf(a_letter(Paragraph("€ ë ł")), created_at=MOMENT)

        assert pdf.startswith(b"%PDF-")
        assert pdf.count(b"/FontFile2") == 2
        assert len(pdf) < 60_000

    def test_goes_on_on_the_next_page(self):
        table = Table(("Datum", "Wat", "Bedrag"), ROWS * 3)

        assert pages_of(write_pdf(a_letter(table), created_at=MOMENT)) == 3
        assert pages_of(write_pdf(a_letter(), created_at=MOMENT)) == 1

    def test_writes_a_sign_that_its_font_does_not_have_as_a_question_mark(self):
        known, unknown = (write_pdf(a_letter(to=(name,)), created_at=MOMENT) for name in ("Li ?", "Li \u674e"))

        assert known == unknown

    def test_says_the_language_for_those_who_listen_to_it(self):
        pdf = write_pdf(a_letter(language="nl"), created_at=MOMENT)

        assert b"/Lang (nl)" in pdf + b"".join(_inflated(pdf))


def _inflated(pdf):
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue
