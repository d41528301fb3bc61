"""What stands on a card, and on the sheet that brings it, before it is a picture or a PDF."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card: who gives it, its number as people read it, and its code, as a QR code and in groups to be typed.

    It has no name: whoever sees it at a till learns nothing about who carries it.
    """

    sender: str
    title: str
    number_is: str
    number: str
    code: str
    hint: str
    typed: str
    back: tuple[tuple[str, str], ...]
    """Questions and their answers."""
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The letter with a card to cut out: to whom, of which day, what it is about, and what to do with it."""

    card: Card
    to: tuple[str, ...]
    day: str
    subject: str
    opening: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    """What people may want to know: a few words, and a sentence or two."""
    cut: str
