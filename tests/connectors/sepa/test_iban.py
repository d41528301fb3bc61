import pytest

from connectors.sepa.iban import IbanRefused, bic_of, check_iban
from tests.connectors.facts import table_of_facts

VECTORS = [
    (vector["input"], vector.get("valid", vector.get("schwifty")))
    for kind in ("iban_nl", "iban_other")
    for vector in table_of_facts("id_vectors")[kind]
]


class TestCheckIban:
    @pytest.mark.parametrize(("text", "valid"), VECTORS)
    def test_agrees_with_the_vectors(self, text, valid):
        if valid:
            assert check_iban(text) == text.replace(" ", "").upper()
        else:
            with pytest.raises(IbanRefused):
                check_iban(text)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "iban-empty"),
            (" \u00a0 ", "iban-empty"),
            ("0417164300", "iban-unreadable"),
            ("NL91-ABNA-0417-1643-00", "iban-unreadable"),
            ("NL91ABNA041716430\u0660", "iban-unreadable"),  # an Arabic zero
            ("N\u0131" + "91ABNA0417164300", "iban-unreadable"),  # a dotless i
            ("NL91ABNA0417164300" * 5, "iban-unreadable"),
            ("ZZ91ABNA0417164300", "iban-country-unknown"),
            ("NL91ABNA041716430", "iban-wrong-length"),
            ("NL56 3003 0A17 1643 00", "iban-wrong-structure"),
            ("NL92ABNA0417164300", "iban-wrong-checksum"),
            ("NL00ABNA0417164300", "iban-wrong-checksum"),
        ],
    )
    def test_says_what_is_wrong(self, text, code):
        with pytest.raises(IbanRefused) as refused:
            check_iban(text)

        assert refused.value.code == code

    def test_finds_every_single_wrong_digit(self):
        good = "NL91ABNA0417164300"

        for place in range(8, len(good)):
            for digit in set("0123456789") - {good[place]}:
                with pytest.raises(IbanRefused):
                    check_iban(good[:place] + digit + good[place + 1 :])

    def test_takes_spaces_of_every_kind(self):
        assert check_iban("\u00a0NL91\u202fabna 0417\t1643 00 ") == "NL91ABNA0417164300"


class TestBicOf:
    def test_knows_a_dutch_bank(self):
        assert bic_of("NL91ABNA0417164300") == "ABNANL2A"

    @pytest.mark.parametrize("iban", ["NL58HDNL0657267333", "NL92ABNA0417164300", "", "niets"])
    def test_is_none_where_no_bank_is_known(self, iban):
        assert bic_of(iban) is None
