"""What a cashier can read out, for every code that the API can say: the one place that words and statuses stand in.

The sentences say nothing about the person: no name, no scheme, no balance, and not why a pass does not work.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Zin:
    """The HTTP status of a code and its sentence in Dutch and English."""

    status: int
    nl: str
    en: str


TITLES: dict[int, dict[str, str]] = {
    400: {"nl": "Onleesbaar verzoek", "en": "Unreadable request"},
    401: {"nl": "Kassa niet herkend", "en": "Till not recognised"},
    403: {"nl": "Niet toegestaan", "en": "Not allowed"},
    404: {"nl": "Niet gevonden", "en": "Not found"},
    405: {"nl": "Kan hier niet", "en": "Not possible here"},
    409: {"nl": "Nog bezig", "en": "Still under way"},
    413: {"nl": "Te groot", "en": "Too large"},
    415: {"nl": "Geen JSON", "en": "Not JSON"},
    422: {"nl": "Geweigerd", "en": "Refused"},
    429: {"nl": "Te vaak geprobeerd", "en": "Tried too often"},
    500: {"nl": "Storing", "en": "Failure"},
    503: {"nl": "Even niet bereikbaar", "en": "Not available just now"},
}

ZINNEN: dict[str, Zin] = {
    # The request itself.
    "invalid-request": Zin(
        400,
        "Het verzoek klopt niet; zie wat er per veld mis is.",
        "The request is not right; see what is wrong per field.",
    ),
    "unknown-host": Zin(400, "Dit adres is hier niet bekend.", "This address is not known here."),
    "not-authenticated": Zin(
        401,
        "Deze kassa is niet bekend. Koppel de kassa opnieuw.",
        "This till is not known. Pair it again.",
    ),
    "https-required": Zin(403, "Gebruik een beveiligde verbinding (https).", "Use a secure connection (https)."),
    "unknown-path": Zin(404, "Dit adres bestaat niet.", "There is nothing at this address."),
    "method-not-allowed": Zin(405, "Dit kan op dit adres niet.", "This cannot be done at this address."),
    "in-progress": Zin(
        409,
        "Deze betaling wordt nog verwerkt. Probeer het zo nog eens.",
        "This payment is still under way. Try again in a moment.",
    ),
    "too-large": Zin(413, "Het verzoek is te groot.", "The request is too large."),
    "unsupported-media-type": Zin(415, "Stuur JSON (application/json).", "Send JSON (application/json)."),
    "idempotency-key-reused": Zin(
        422,
        "Deze sleutel is al voor iets anders gebruikt. Begin een nieuwe betaling.",
        "This key was used for something else. Begin a new payment.",
    ),
    "too-many-tries": Zin(
        429,
        "Dit is te vaak geprobeerd. Probeer het over {seconds} seconden nog eens.",
        "This was tried too often. Try again in {seconds} seconds.",
    ),
    "failure": Zin(
        500,
        "Er ging iets mis. Probeer het nog eens; er wordt niets dubbel geboekt.",
        "Something went wrong. Try again; nothing is booked twice.",
    ),
    "unavailable": Zin(
        503,
        "De betaling kan nu niet worden gedaan. Probeer het zo nog eens; er wordt niets dubbel geboekt.",
        "Payments cannot be made just now. Try again in a moment; nothing is booked twice.",
    ),
    # The till.
    "pairing-code-unusable": Zin(
        422,
        "Deze koppelcode werkt niet of niet meer. Vraag een nieuwe aan.",
        "This pairing code does not work, or not any more. Ask for a new one.",
    ),
    "shop-not-approved": Zin(422, "Deze pas kan hier niet worden gebruikt.", "This pass cannot be used here."),
    # The pass.
    "pass-unknown": Zin(
        422,
        "Deze pas is hier niet bekend of werkt niet.",
        "This pass is not known here, or does not work.",
    ),
    "code-out-of-time": Zin(
        422,
        "Deze code is te oud. Vraag om de code die nu op de telefoon staat.",
        "This code is too old. Ask for the one that the phone shows now.",
    ),
    "code-used": Zin(
        422,
        "Met deze code is al betaald. Wacht op de volgende code op de telefoon.",
        "This code has paid already. Wait for the next one on the phone.",
    ),
    "pin-required": Zin(422, "Deze pas vraagt om de pincode.", "This card asks for its PIN."),
    "pin-wrong": Zin(
        422,
        "De pincode klopt niet. Nog {left} keer proberen kan.",
        "The PIN is not right. Tries left: {left}.",
    ),
    "pin-locked": Zin(
        422,
        "De pincode is te vaak fout ingevoerd. De pas werkt weer met een nieuwe pincode.",
        "The PIN was wrong too often. The card works again with a new PIN.",
    ),
    # The payment.
    "exceeds-available-balance": Zin(
        422,
        "Dit bedrag kan niet met de pas worden betaald. Een deel kan misschien wel.",
        "This amount cannot be paid with the pass. A part of it perhaps can.",
    ),
    "not-a-whole-number-of-points": Zin(
        422,
        "Dit bedrag is geen heel aantal punten of lessen. Kies een ander bedrag.",
        "This amount is no whole number of points or lessons. Choose another amount.",
    ),
    "activity-not-allowed": Zin(422, "De pas kan hier niet voor worden gebruikt.", "The pass cannot be used for this."),
    "limit-reached": Zin(
        422,
        "Met de pas kan hier nu niet meer zo veel worden betaald.",
        "This much cannot be paid with the pass here any more for now.",
    ),
    "outside-period": Zin(422, "De pas kan nu niet worden gebruikt.", "The pass cannot be used now."),
    "fund-exhausted": Zin(
        422,
        "Dit kan nu niet met de pas worden betaald.",
        "This cannot be paid with the pass now.",
    ),
    # What was reserved or paid before.
    "redemption-unknown": Zin(404, "Deze betaling is hier niet bekend.", "This payment is not known here."),
    "settlement-unknown": Zin(404, "Deze afrekening is hier niet bekend.", "This settlement is not known here."),
    "already-captured": Zin(422, "Deze betaling is al geboekt.", "This payment was booked already."),
    "already-cancelled": Zin(422, "Deze reservering is al geannuleerd.", "This reservation was cancelled before."),
    "not-captured-yet": Zin(
        422,
        "Deze betaling is nog niet geboekt; er is niets om terug te geven.",
        "This payment was not booked yet: there is nothing to give back.",
    ),
    "hold-expired": Zin(
        422,
        "De reservering is verlopen. Vraag om de pas en betaal opnieuw.",
        "The time of this reservation is over. Ask for the pass and pay again.",
    ),
    "exceeds-hold": Zin(422, "Dit is meer dan er is gereserveerd.", "This is more than was reserved."),
    "exceeds-purchase": Zin(
        422,
        "Dit is meer dan er van deze betaling over is.",
        "This is more than is left of this payment.",
    ),
    "refund-window-closed": Zin(
        422,
        "Deze betaling is te lang geleden om terug te geven op de pas.",
        "This payment is too long ago to be given back on the pass.",
    ),
}
