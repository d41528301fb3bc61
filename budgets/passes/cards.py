"""The card of a pass and the sheet that brings it. They need the code, which is only known when a pass is issued."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from budgets.operation import reading
from budgets.passes.codes import PrintedCode, in_groups, number_in_groups, read_code
from budgets.passes.models import Pass
from budgets.passes.refusals import PassUnknown
from budgets.passes.words_of_cards import CARD_WORDS
from budgets.schemes.explanation import day_in_words
from connectors.card.page import Card, Sheet
from ledger import tenant
from ledger.models import Municipality


@dataclass(frozen=True, slots=True)
class PassOnPaper:
    """What a card is made of: from whom, for whom, in which language, and what it says."""

    municipality: str
    name: str
    address: str
    language: str
    number: str
    code: str = field(repr=False)


@reading
def get_paper(pass_id: UUID, code: str, *, lang: str | None = None) -> PassOnPaper:
    """Give what the card of a pass is made of; in the language of its person unless another is asked.

    :raises PassUnknown: there is no such pass, or the code is not its own
    """
    row, read = Pass.objects.select_related("person").filter(pk=pass_id).first(), read_code(code)
    if row is None or not isinstance(read, PrintedCode) or read.digest != row.code_hash:
        raise PassUnknown
    person = row.person
    return PassOnPaper(
        municipality=Municipality.objects.get(id=tenant.current()).name,
        name=f"{person.first_name} {person.last_name}",
        address=" ".join(filter(None, (person.postcode, person.house_number))),
        language=lang or person.language,
        number=row.number,
        code=in_groups(code),
    )


def draw_card(paper: PassOnPaper) -> Card:
    """Give the card: it says no name, no scheme and no amount."""
    words = CARD_WORDS[paper.language]
    named = paper.municipality.casefold().startswith("gemeente")
    return Card(
        sender=paper.municipality if named else f"Gemeente {paper.municipality}",
        title=words["title"],
        number_is=words["number-is"],
        number=number_in_groups(paper.number),
        code=paper.code,
        hint=words["hint"],
        typed=words["typed"],
        back=((words["lost"], words["lost-then"]), (words["found"], words["found-then"])),
        language=paper.language,
    )


def draw_sheet(paper: PassOnPaper, *, on: date) -> Sheet:
    """Give the letter that brings the card, of a day."""
    words = CARD_WORDS[paper.language]
    return Sheet(
        card=draw_card(paper),
        to=tuple(filter(None, (paper.name, paper.address))),
        day=day_in_words(on, paper.language),
        subject=words["subject"],
        opening=(words["greeting"].format(name=paper.name), words["this-is"]),
        steps=tuple((words[few], words[f"{few}-then"]) for few in ("pay", "pin", "if-lost")),
        cut=words["cut"],
    )
