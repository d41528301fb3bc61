"""The words of messages, by kind and language: B1 in Dutch, and English.

No message names a scheme, an amount or a balance, and its subject says only who writes: mail is read over shoulders,
and a neighbour or a provider learns nothing from it.
"""

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

SUBJECTS = {"nl": "Bericht van {sender}", "en": "Message from {sender}"}
_GREETINGS = {"nl": "Goedendag,", "en": "Hello,"}
_ENDINGS = {
    "nl": "Heb je vragen? Bel of mail ons, of kom langs.\n\nMet vriendelijke groet,\n{sender}",
    "en": "Do you have questions? Call or mail us, or come by.\n\nKind regards,\n{sender}",
}
_LAPSE_NL = (
    "Op je pas staat tegoed dat je kunt gebruiken tot en met {last_on}. Wat er daarna nog over is, vervalt op "
    "{lapses_on}. Je hoeft nooit iets terug te betalen."
)
_LAPSE_EN = (
    "Your pass holds credit that you can use up to and including {last_on}. What is left after that lapses on "
    "{lapses_on}. You never have to pay anything back."
)
WORDS: dict[str, dict[str, str]] = {
    "lapse-first": {"nl": _LAPSE_NL, "en": _LAPSE_EN},
    "lapse-second": {
        "nl": f"Dit is de tweede keer dat we je dit schrijven. {_LAPSE_NL}",
        "en": f"This is the second time that we write this to you. {_LAPSE_EN}",
    },
    "login-code": {
        "nl": (
            "De code om je pas te bekijken is {code}. Hij werkt tien minuten. Geef hem aan niemand, ook niet aan ons. "
            "Heb je hier niet om gevraagd? Dan hoef je niets te doen."
        ),
        "en": (
            "The code to see your pass is {code}. It works for ten minutes. Give it to nobody, not even to us. "
            "Did you not ask for this? Then there is nothing you need to do."
        ),
    },
    "shop-approved": {
        "nl": "{shop} doet mee. Bij jullie kan met de pas worden betaald voor wat met jullie is afgesproken.",
        "en": "{shop} takes part. People can pay with their pass for what was agreed with you.",
    },
    "shop-rejected": {
        "nl": "{shop} kan zich nu niet aansluiten. De reden: {reason}. Je kunt het later opnieuw vragen.",
        "en": "{shop} cannot take part now. The reason: {reason}. You can ask again later.",
    },
    "shop-blocked": {
        "nl": "Bij {shop} kan nu niet met de pas worden betaald. De reden: {reason}. Wat jullie nog krijgen blijft.",
        "en": "People cannot pay with their pass at {shop} now. The reason: {reason}. What we owe you stays owed.",
    },
    "contact-changed": {
        "nl": "Voor {shop} gebruiken we voortaan een ander adres. Was je dat niet zelf? Bel ons dan meteen.",
        "en": "From now on we use another address for {shop}. Was that not you? Then call us at once.",
    },
    "account-asked": {
        "nl": (
            "Er is gevraagd om {shop} voortaan op een andere rekening te betalen. Dat gebeurt pas als wij het "
            "goedkeuren. Was je dat niet zelf? Bel ons dan meteen."
        ),
        "en": (
            "Somebody asked to pay {shop} on another account from now on. That only happens when we agree. "
            "Was that not you? Then call us at once."
        ),
    },
    "account-approved": {
        "nl": "Vanaf {day} betalen we {shop} op een andere rekening. Was je dat niet zelf? Bel ons dan meteen.",
        "en": "From {day} we pay {shop} on another account. Was that not you? Then call us at once.",
    },
}
"""What each kind of message says; what stands in braces is given by who writes it."""


def compose(kind: str, language: str, *, municipality: str, facts: Mapping[str, date | str]) -> tuple[str, str]:
    """Give the subject and the body of a message; days are written out, and another language than ours is Dutch.

    :raises KeyError: there is no such kind, or a fact that its words need is missing
    """
    lang = language if language in SUBJECTS else "nl"
    sender = name_of(municipality, lang)
    said = {name: spell(fact, lang) if isinstance(fact, date) else fact for name, fact in facts.items()}
    parts = (_GREETINGS[lang], WORDS[kind][lang].format(**said), _ENDINGS[lang].format(sender=sender))
    return SUBJECTS[lang].format(sender=sender), "\n\n".join(parts)


def name_of(municipality: str, lang: str) -> str:
    """Give how a municipality signs."""
    if municipality.casefold().startswith("gemeente"):
        return municipality
    return {"nl": "gemeente {}", "en": "the municipality of {}"}[lang].format(municipality)


def spell(day: date, lang: str) -> str:
    """Write a day as people do: "1 april 2026"."""
    with translation.override(lang):
        return date_format(day, "j F Y")
