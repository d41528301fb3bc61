"""The card of a pass: neutral, in the person's language, and only from its own code."""

from uuid import uuid4

import pytest

from budgets.passes.cards import draw_card, draw_sheet, get_paper
from budgets.passes.codes import number_in_groups
from budgets.passes.refusals import PassUnknown
from budgets.passes.words_of_cards import CARD_WORDS
from budgets.schemes.catalogue import list_schemes
from tests.budgets.entitlements.town import a_town, enter_people
from tests.budgets.passes.town import TODAY, a_pass

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people():
    with a_town():
        yield enter_people(2)


class TestACard:
    def test_says_whose_it_is_by_its_number_only(self, people):
        issued = a_pass(people[0])

        card = draw_card(get_paper(issued.id, issued.code))

        assert (card.sender, card.number, card.code) == (
            "Gemeente Voorbeeldstad", number_in_groups(issued.number), issued.code,
        )  # fmt: skip
        assert "Vries" not in str(card)

    @pytest.mark.parametrize("lang", ["nl", "en"])
    def test_says_nothing_of_a_scheme_or_of_money_that_someone_lacks(self, lang):
        said = " ".join(CARD_WORDS[lang].values()).casefold()

        telling = [scheme.code for scheme in list_schemes()] + [scheme.name.casefold() for scheme in list_schemes()]
        telling += ["minima", "inkomen", "income", "uitkering", "benefit", "armoede", "poverty", "schuld", "€"]
        assert [word for word in telling if word in said] == []

    def test_has_the_same_words_in_both_languages(self):
        assert CARD_WORDS["nl"].keys() == CARD_WORDS["en"].keys()

    def test_is_made_from_its_own_code(self, people):
        noor, sem = map(a_pass, people)

        assert get_paper(noor.id, noor.code.lower().replace("-", " ")).code == noor.code
        for pass_id, code in ((noor.id, sem.code), (noor.id, "x"), (uuid4(), noor.code)):
            with pytest.raises(PassUnknown):
                get_paper(pass_id, code)

    def test_is_not_shown_where_its_paper_is_printed(self, people):
        issued = a_pass(people[0])

        assert issued.code not in repr(get_paper(issued.id, issued.code))


class TestASheet:
    def test_goes_to_the_person_in_the_language_that_is_asked(self, people):
        issued = a_pass(people[0])

        sheet = draw_sheet(get_paper(issued.id, issued.code, lang="en"), on=TODAY)

        assert sheet.to == ("Noor de Vries",)
        assert (sheet.subject, sheet.day, sheet.card.language) == ("Your pass", "2 March 2026", "en")
