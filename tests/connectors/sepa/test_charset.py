import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sepa.charset import ALLOWED, strange_characters, to_sepa

# The letters of the Dutch population register (teletex) that are not plain.
REGISTER_LETTERS = (
    "áÁàÀâÂäÄãÃåÅāĀăĂąĄæÆćĆĉĈčČçÇċĊďĎđĐðÐéÉèÈêÊëËēĒěĚęĘėĖĝĜğĞġĠģĢĥĤħĦíÍìÌîÎïÏĩĨīĪįĮİ\u0131ĳĲĵĴķĶĸłŁĺĹľĽļĻŀĿńŃňŇñÑņŅŋŊŉ"
    "óÓòÒôÔöÖõÕøØōŌőŐœŒŕŔřŘŗŖśŚŝŜšŠşŞßťŤţŢŧŦþÞúÚùÙûÛüÜũŨůŮūŪŭŬűŰųŲŵŴýÝŷŶÿŸźŹžŽżŻ"
)


class TestToSepa:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("René Çelik-Müller", "Rene Celik-Muller"),
            ("Groß & Zn", "Gross + Zn"),
            ("Anaïs d\u2019Aubigné", "Anais d'Aubigne"),
            ("Łukasz Ångström", "Lukasz Angstrom"),
            ("Nguyễn Thị Ánh", "Nguyen Thi Anh"),
            ("Rene\u0301", "Rene"),
            ("1e \u2013 2e kwartaal\u00a0", "1e - 2e kwartaal"),
        ],
    )
    def test_brings_letters_to_their_base(self, text, plain):
        assert to_sepa(text) == plain

    def test_knows_every_letter_of_the_population_register(self):
        assert [letter for letter in REGISTER_LETTERS if strange_characters(to_sepa(letter))] == []

    @pytest.mark.parametrize(
        "text", ["Жанна", "李明", "Γιώργος", "½ uur", "m²", "ok 👍", "\u0301e", "a\u200bb", "a_b", 'a"b']
    )
    def test_leaves_what_has_no_base_letter_for_a_person_to_decide(self, text):
        assert strange_characters(to_sepa(text))

    @given(st.text())
    def test_never_drops_a_character_that_is_not_an_accent_on_a_letter(self, text):
        strange_before = {
            each for each in text if not each.isascii() and each.isalpha() and not to_sepa(each).isascii()
        }

        assert strange_before == set() or strange_characters(to_sepa(text))

    @given(st.text(alphabet=sorted(ALLOWED)))
    def test_leaves_plain_text_alone(self, text):
        assert to_sepa(text) == text.strip(" ")
        assert strange_characters(text) == []
