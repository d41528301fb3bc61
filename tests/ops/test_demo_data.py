"""The files of Voorbeeldstad are what the generator makes, and nobody in them is real."""

import re

from connectors.sepa.iban import check_iban
from ops.demo_data.generate import FOLDER, make_files
from ops.demo_data.regelingen import make_neighbours
from ops.demo_data.town import make_residents


class TestGenerate:
    def test_makes_the_committed_files_to_the_byte(self) -> None:
        files = make_files()

        kept = {str(path.relative_to(FOLDER)): path.read_bytes() for path in FOLDER.rglob("*.csv")}

        assert sorted(kept) == sorted(files)
        assert [name for name in files if files[name] != kept[name]] == []

    def test_makes_people_who_cannot_be_real(self) -> None:
        residents = [*make_residents(), *make_neighbours()]

        assert len(residents) == 280 + 140
        assert len({each.client_number for each in residents}) == len(residents)
        assert all(check_iban(each.iban) and each.email.endswith("@example.nl") for each in residents)
        assert all(each.phone.startswith("060000") for each in residents)

    def test_has_no_column_for_a_citizen_number(self) -> None:
        assert not any(re.search(rb"(?i)bsn", data.split(b"\n", 1)[0]) for data in make_files().values())

    def test_writes_in_both_dialects(self) -> None:
        files = make_files()

        assert files["uren/2025-K1-de-linde.csv"].count(b";") and b"\r\n" in files["uren/2025-K1-de-linde.csv"]
        assert b"," in files["uren/2025-K1-voedselbank.csv"] and b"\r" not in files["uren/2025-K1-voedselbank.csv"]
        assert files["inwoners.csv"].startswith(b"\xef\xbb\xbf")
        assert b";;\r\n" in files["uren/2025-K1-vooruit.csv"]
