"""The letter “this is yours”: everything that was given, and no word on what for."""

from datetime import UTC, date, datetime

import pytest

from budgets.entitlements.belongings import Belongings, Given, OnPass
from budgets.exports.this_is_yours import Yours, write_letter
from budgets.exports.words_of_letters import YOURS_WORDS
from budgets.schemes.catalogue import list_schemes
from budgets.schemes.rules import Pays
from connectors.letter.page import as_text
from connectors.letter.pdf import write_pdf
from ledger.amount import Amount, Unit

SPRING = date(2026, 4, 1)
MONEY = [Given(date(2026, month, 1), Amount(105_000, Unit.EUR), Pays.PERSON) for month in (1, 2, 3)]
POINTS = Given(date(2026, 1, 1), Amount(40, Unit.POINT), Pays.PASS)
LESSONS = Given(date(2026, 2, 1), Amount(1, Unit.LESSON), Pays.PASS)
INSURANCE = Given(date(2026, 3, 1), Amount(3_250, Unit.EUR), Pays.PAYEE)


def yours(*given: Given, to_be_paid: int = 0, on_pass: tuple[OnPass, ...] = (), language: str = "nl") -> Yours:
    has = Belongings(given, Amount(to_be_paid, Unit.EUR), on_pass)
    return Yours("Voorbeeldstad", "Noor de Vries", "1234 AB 5 hs", language, SPRING, has)


def everything(language: str = "nl") -> Yours:
    on_pass = (
        OnPass(Amount(25, Unit.POINT), date(2026, 12, 31)),
        OnPass(Amount(1, Unit.LESSON), None),
    )
    return yours(*MONEY, POINTS, LESSONS, INSURANCE, to_be_paid=105_000, on_pass=on_pass, language=language)


def text_of(given: Yours) -> str:
    return " ".join(as_text(write_letter(given)).split())


class TestLetter:
    def test_says_what_was_given_and_that_it_is_theirs(self) -> None:
        text = text_of(yours(*MONEY))

        assert "Dit is van jou. Je hoeft het nooit terug te betalen." in text
        assert "1 maart 2026 Geld van de gemeente € 1.050,00" in text
        assert "Samen € 3.150,00" in text
        assert "Al dit geld is aan je betaald." in text

    def test_says_what_is_still_to_be_paid(self) -> None:
        assert "Hiervan krijg je nog € 1.050,00 op je rekening." in text_of(everything())

    def test_says_what_is_on_a_pass_and_until_when(self) -> None:
        text = text_of(everything())

        assert "Tegoed te gebruiken tot en met 31 december 2026 25 punten" in text
        assert "Tegoed blijft staan 1 les" in text
        assert "Je hoeft nooit iets terug te betalen." in text

    def test_adds_up_nothing_of_two_units(self) -> None:
        assert text_of(everything()).count("Samen") == 1

    def test_says_what_was_paid_to_another(self) -> None:
        assert "Betaald aan een ander, voor jou € 32,50" in text_of(everything())

    def test_says_so_when_nothing_was_given_yet(self) -> None:
        assert "Je hebt nog niets van ons gekregen." in text_of(yours())

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_tells_nobody_what_it_was_for(self, language: str) -> None:
        text = text_of(everything(language)).casefold()

        for scheme in list_schemes():
            assert scheme.code not in text
            assert scheme.name.casefold() not in text
        for word in ("regeling", "bijstand", "armoede", "inkomen", "poverty", "benefit"):
            assert word not in text

    def test_says_the_same_in_both_languages(self) -> None:
        assert YOURS_WORDS["nl"].keys() == YOURS_WORDS["en"].keys()
        assert len(write_letter(everything()).blocks) == len(write_letter(everything("en")).blocks)

    def test_can_be_written_as_pdf(self) -> None:
        assert write_pdf(write_letter(everything()), created_at=datetime(2026, 4, 1, tzinfo=UTC)).startswith(b"%PDF-")
