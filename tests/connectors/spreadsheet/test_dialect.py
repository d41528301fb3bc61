import pytest

from connectors.spreadsheet.decoding import Decoded, FileRefused
from connectors.spreadsheet.dialect import Numbers, announced_delimiter, find_dialect, first_line

NAMES = ["naam", "uren"]


def dialect_of(text):
    return find_dialect(Decoded(text, "utf-8"), NAMES)


class TestFindDialect:
    @pytest.mark.parametrize(
        ("text", "delimiter", "numbers"),
        [
            ("naam;uren\nJan;1,5", ";", Numbers.DUTCH),
            ("naam,uren\nJan,1.5", ",", Numbers.POINT),
            ('"naam";"uren"', ";", Numbers.DUTCH),
            ("\n\n Naam ; UREN", ";", Numbers.DUTCH),
            ("naam", ";", Numbers.DUTCH),
            ("sep=,\nnaam,uren", ",", Numbers.POINT),
            ('"sep=;"\r\nnaam;uren', ";", Numbers.DUTCH),
            ("SEP=;\rnaam;uren", ";", Numbers.DUTCH),
            ("naam;uren;a,b,c,d,e", ";", Numbers.DUTCH),
        ],
    )
    def test_follows_the_separator(self, text, delimiter, numbers):
        dialect = dialect_of(text)

        assert (dialect.delimiter, dialect.numbers) == (delimiter, numbers)

    @pytest.mark.parametrize("text", ["naam\turen", "naam|uren", "sep=\t\nnaam\turen", "sep=|\nnaam|uren", "sep=x\n"])
    def test_refuses_other_separators(self, text):
        with pytest.raises(FileRefused) as refused:
            dialect_of(text)

        assert refused.value.code == "delimiter-unknown"


class TestFirstLine:
    def test_is_the_first_with_something_on_it(self):
        assert first_line("\r\n \n a;b \rc") == " a;b "
        assert first_line("") == first_line(" \n ") == ""

    def test_reads_no_more_than_column_names_can_need(self):
        assert len(first_line("x" * 1_000_000)) == 10_000


class TestAnnouncedDelimiter:
    def test_is_read_from_the_line_that_excel_knows(self):
        assert announced_delimiter("sep=;") == ";"
        assert announced_delimiter("sep=;;\n") is None
        assert announced_delimiter("september;uren") is None
