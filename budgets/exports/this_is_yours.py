"""The letter “this is yours”: what a person was given, that it is theirs, and what is on their pass.

It names no scheme: whoever sees the letter learns that the municipality gave something, and not why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.entitlements.belongings import Belongings, Given, OnPass, get_belongings
from budgets.exports.words_of_letters import YOURS_WORDS
from budgets.operation import reading
from budgets.parties.people import PersonUnknown
from budgets.parties.queries import find_person
from budgets.schemes.explanation import day_in_words, in_words
from budgets.schemes.rules import Pays
from connectors.letter.page import Block, Heading, Letter, Paragraph, Table
from ledger import tenant
from ledger.amount import Amount, Unit
from ledger.models import Municipality


@dataclass(frozen=True, slots=True)
class Yours:
    """What the letter is made of: from whom, to whom, in which language, of which day, and what they have."""

    municipality: str
    name: str
    address: str
    language: str
    on: date
    belongings: Belongings

    def as_data(self) -> dict[str, Any]:
        """Give it ready for JSON; amounts in minor units."""
        has = self.belongings
        return {
            "on": self.on.isoformat(),
            "given": [
                _as_data(each.amount) | {"on": each.on.isoformat(), "goes_to": each.goes_to.value} for each in has.given
            ],
            "to_be_paid_minor": has.to_be_paid.minor,
            "on_pass": [
                _as_data(each.amount) | {"until": each.until.isoformat() if each.until else None}
                for each in has.on_pass
            ],
            "never_paid_back": True,
        }


@reading
def get_yours(client_number: str, *, on: date, lang: str | None = None) -> Yours:
    """Give what a person was given up to and including a day; in their own language unless another is asked.

    :raises PersonUnknown: nobody has this client number
    """
    person = find_person(client_number)
    if person is None:
        raise PersonUnknown(client_number=client_number)
    return Yours(
        municipality=Municipality.objects.get(id=tenant.current()).name,
        name=f"{person.first_name} {person.last_name}",
        address=" ".join(filter(None, (person.postcode, person.house_number))),
        language=lang or person.language,
        on=on,
        belongings=get_belongings(person.id, on=on),
    )


def write_letter(yours: Yours) -> Letter:
    """Give the letter that a person can keep."""
    words, has = YOURS_WORDS[yours.language], yours.belongings
    day = day_in_words(yours.on, yours.language)
    blocks: list[Block] = [
        Paragraph(words["greeting"].format(name=yours.name)),
        Paragraph(words["about"].format(day=day)),
        Paragraph(words["yours"], strong=True),
    ]
    for part in (_money(has, yours.language), _pass(has, yours.language), _others(has, yours.language)):
        blocks += part
    if not has.given:
        blocks.append(Paragraph(words["nothing"]))
    blocks += [Heading(words["keep"]), Paragraph(words["keep-why"]), Paragraph(words["questions"])]
    return Letter(
        sender=_sender(yours.municipality),
        to=tuple(filter(None, (yours.name, yours.address))),
        day=day,
        subject=words["subject"],
        blocks=tuple(blocks),
        foot=f"{words['subject']} · {day}",
        page_of=words["page"],
        language=yours.language,
    )


def _sender(municipality: str) -> str:
    return municipality if municipality.casefold().startswith("gemeente") else f"Gemeente {municipality}"


def _money(has: Belongings, lang: str) -> list[Block]:
    words = YOURS_WORDS[lang]
    given = [each for each in has.given if each.goes_to is Pays.PERSON]
    if not given:
        return []
    to_be_paid = has.to_be_paid.minor
    paid = words["to-be-paid" if to_be_paid else "all-paid"].format(amount=in_words(to_be_paid, Unit.EUR, lang))
    return [Heading(words["money"]), _table(given, words["from-us"], lang), Paragraph(paid)]


def _pass(has: Belongings, lang: str) -> list[Block]:
    words = YOURS_WORDS[lang]
    given = [each for each in has.given if each.goes_to is Pays.PASS]
    if not given:
        return []
    blocks: list[Block] = [Heading(words["on-pass"]), _table(given, words["on-your-pass"], lang)]
    if has.on_pass:
        rows = tuple((words["now"], _until(each, lang), _said(each.amount, lang)) for each in has.on_pass)
        blocks.append(Table((words["now-on-pass"], words["how-long"], words["how-much"]), rows))
        lapses = any(each.until for each in has.on_pass)
        blocks.append(Paragraph(words["spend-in-time" if lapses else "spend"]))
    return blocks


def _others(has: Belongings, lang: str) -> list[Block]:
    words = YOURS_WORDS[lang]
    given = [each for each in has.given if each.goes_to is Pays.PAYEE]
    return [Heading(words["for-you"]), _table(given, words["to-another"], lang)] if given else []


def _table(given: Sequence[Given], what: str, lang: str) -> Table:
    words: Mapping[str, str] = YOURS_WORDS[lang]
    rows = tuple((day_in_words(each.on, lang), what, _said(each.amount, lang)) for each in given)
    units = {each.amount.unit for each in given}
    together = sum(each.amount.minor for each in given)
    # Points and euros are never added up; one line needs no sum.
    last = (words["together"], "", in_words(together, units.pop(), lang)) if len(units) == 1 and len(rows) > 1 else None
    how_much = words["amount" if {each.amount.unit for each in given} == {Unit.EUR} else "how-much"]
    return Table((words["day"], words["what"], how_much), rows, last)


def _until(each: OnPass, lang: str) -> str:
    words = YOURS_WORDS[lang]
    return words["until"].format(day=day_in_words(each.until, lang)) if each.until else words["always"]


def _said(amount: Amount, lang: str) -> str:
    return in_words(amount.minor, amount.unit, lang)


def _as_data(amount: Amount) -> dict[str, Any]:
    return {"amount_minor": amount.minor, "unit": amount.unit.value}
