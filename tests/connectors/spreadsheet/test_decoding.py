import pytest

from connectors.spreadsheet.decoding import MOST_BYTES, FileRefused, decode


class TestDecode:
    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            ("naam\nRené".encode(), "utf-8"),
            ("naam\nRené".encode("utf-8-sig"), "utf-8"),
            ("naam\nRené".encode("windows-1252"), "windows-1252"),
            ("naam\n’t Hart € 5".encode("windows-1252"), "windows-1252"),
            (b"naam\nJan", "utf-8"),
        ],
    )
    def test_reads_what_excel_writes(self, data, encoding):
        decoded = decode(data)

        assert decoded.encoding == encoding
        assert decoded.text.startswith("naam\n")
        assert "Ã" not in decoded.text

    def test_takes_the_byte_order_mark_away(self):
        assert decode("a".encode("utf-8-sig")).text == "a"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "file-empty"),
            (b" \r\n;;;\r\n", "file-empty"),
            (b"\xef\xbb\xbf", "file-empty"),
            (b"x" * (MOST_BYTES + 1), "file-too-large"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file-not-csv"),
            (b"\xd0\xcf\x11\xe0..." + "EncryptedPackage".encode("utf-16-le"), "file-has-password"),
            (b"%PDF-1.7", "file-not-csv"),
            ("naam;uren".encode("utf-16"), "encoding-utf16"),
            (b"\xfe\xff" + "naam;uren".encode("utf-16-be"), "encoding-utf16"),
            (b"naam\nJa\0n", "nul-bytes"),
            ("naam;uren".encode("utf-16-le"), "nul-bytes"),
        ],
    )
    def test_refuses_what_is_not_the_text_of_a_table(self, data, code):
        with pytest.raises(FileRefused) as refused:
            decode(data)

        assert refused.value.code == code

    def test_says_how_to_save_a_workbook(self):
        with pytest.raises(FileRefused) as refused:
            decode(b"\xd0\xcf\x11\xe0")

        assert "(.xlsx) of CSV UTF-8" in refused.value.problems[0].nl

    @pytest.mark.parametrize(
        "data",
        [
            "naam\nJan\n".encode("utf-8-sig") + "René".encode("windows-1252"),
            "naam\nZoë\n".encode("windows-1252") + "Zoë".encode(),
            "naam\nJan\nRené".encode("cp850"),
            "naam\nJan\nZoë de Wit".encode("mac-roman"),
            "naam\nJan\nMüller".encode("cp850"),
            "naam\nJan\nRenÃ©".encode(),
            b"naam\nJan\n\x81\x8d",
        ],
        ids=["mark-then-windows", "glued", "dos", "mac", "dos-undefined", "encoded-twice", "no-encoding"],
    )
    def test_refuses_accents_that_cannot_be_trusted_and_names_the_line(self, data):
        with pytest.raises(FileRefused) as refused:
            decode(data)

        (problem,) = refused.value.problems
        assert (problem.code, problem.line) == ("encoding-unreadable", 3)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_counts_lines_by_any_line_end(self, end):
        with pytest.raises(FileRefused) as refused:
            decode(f"a{end}b{end}{end}\0".encode())

        assert refused.value.problems[0].line == 4
