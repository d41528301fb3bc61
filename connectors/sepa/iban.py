"""IBAN: checked and written in one way; the bank behind it, where it is known."""

import re

from schwifty import IBAN, exceptions

from connectors.problem import Reason, Refused

_EMPTY = Reason(
    code="iban-empty",
    nl="Er staat geen IBAN. Vul het rekeningnummer in, bijvoorbeeld NL91 ABNA 0417 1643 00.",
    en="There is no IBAN. Fill in the account number, for example NL91 ABNA 0417 1643 00.",
)
_UNREADABLE = Reason(
    code="iban-unreadable",
    nl="Dit is geen IBAN: dat begint met twee letters en twee cijfers en heeft alleen letters, cijfers en spaties.",
    en="This is not an IBAN: it starts with two letters and two digits and has only letters, digits and spaces.",
)
_COUNTRY = Reason(
    code="iban-country-unknown",
    nl="Het land {country} kent geen IBAN. Controleer de eerste twee letters.",
    en="The country {country} has no IBAN. Check the first two letters.",
)
_LENGTH = Reason(
    code="iban-wrong-length",
    nl="Een IBAN uit {country} heeft {expected} tekens, dit zijn er {length}. Er mist er een, of een staat dubbel.",
    en="An IBAN from {country} has {expected} characters, this has {length}. A character is missing or doubled.",
)
_STRUCTURE = Reason(
    code="iban-wrong-structure",
    nl="In dit IBAN staan letters en cijfers niet waar ze horen voor {country}. Neem het over van de bankpas.",
    en="The letters and digits of this IBAN are not where they belong for {country}. Copy it from the bank card.",
)
_CHECKSUM = Reason(
    code="iban-wrong-checksum",
    nl="Het controlegetal van dit IBAN klopt niet: er is een typefout. Neem het over van de bankpas.",
    en="The check digits of this IBAN are wrong: there is a typing error. Copy it from the bank card.",
)
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}")


class IbanRefused(Refused):
    """A text is not the IBAN of an account; its code says why."""


def check_iban(text: str) -> str:
    """Give the IBAN in capitals without spaces.

    :raises IbanRefused: no IBAN, unknown country, wrong length, wrong structure or wrong check digits
    """
    # Capitals are made only after the plain-ASCII test: the Turkish dotless i would become an ordinary I.
    compact = "".join(text.split())
    iban = compact.upper() if compact.isascii() else compact
    if not iban:
        raise IbanRefused(_EMPTY.problem())
    if not _SHAPE.fullmatch(iban):
        raise IbanRefused(_UNREADABLE.problem())
    return _judge(iban)


def bic_of(iban: str) -> str | None:
    """Give the BIC of the bank that keeps the account, or None where the register does not know it.

    The register comes with a library and moves with it: a stored file must never depend on this answer.
    """
    try:
        bic = IBAN(iban).bic
    except exceptions.SchwiftyException:
        return None
    return str(bic) if bic else None


def _judge(iban: str) -> str:
    parsed, country = IBAN(iban, allow_invalid=True), iban[:2]
    try:
        expected = parsed.spec.iban_length
    except exceptions.InvalidCountryCode:
        raise IbanRefused(_COUNTRY.problem(country=country)) from None
    try:
        parsed.validate()
    except exceptions.InvalidLength:
        raise IbanRefused(_LENGTH.problem(country=country, expected=expected, length=len(iban))) from None
    except exceptions.InvalidStructure:
        raise IbanRefused(_STRUCTURE.problem(country=country)) from None
    except exceptions.InvalidChecksumDigits:
        raise IbanRefused(_CHECKSUM.problem()) from None
    return iban
