"""The characters every SEPA bank must take, and the one way our text is brought to them.

A letter with a clear base letter becomes that letter (é is e, ß is ss). What has none is not guessed,
dropped or cut: `strange_characters` names it and a person decides.
"""

import string
import unicodedata

ALLOWED = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ ")
# EPC217-08: besides letters of other alphabets only these signs have a replacement that every bank agrees on.
_REPLACED = {
    **{"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ĳ": "ij", "Ĳ": "IJ", "þ": "th", "Þ": "TH"},
    **{"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "\u0131": "i"},
    **{"ł": "l", "Ł": "L", "ŀ": "l", "Ŀ": "L", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ĸ": "q", "ŉ": "'n"},
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    "…": "...",
    "&": "+",
}


def to_sepa(text: str) -> str:
    """Give the text in SEPA characters without spaces around it; what has no clear base letter stays as it is."""
    plain: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        if _is_accent(character) and plain and plain[-1][-1] in string.ascii_letters:
            continue
        plain.append(_REPLACED.get(character, character))
    return unicodedata.normalize("NFC", "".join(plain)).strip(" ")


def strange_characters(text: str) -> list[str]:
    """List, once each and in order, the characters of an already converted text that SEPA does not know."""
    return list(dict.fromkeys(character for character in text if character not in ALLOWED))


def _is_accent(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
