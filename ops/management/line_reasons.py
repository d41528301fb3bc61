"""What is wrong with a line that can be read, in the words of whoever sent the file; by the code of the refusal.

Values are quoted only where they are no personal data.
"""

from connectors.problem import Problem, Reason
from ledger.refusal import Refusal

TWICE = Reason(
    code="line-twice",
    nl="Deze regel zegt hetzelfde als regel {first} al deed. Laat er een staan.",
    en="This line is about the same as line {first}. Keep one of them.",
)
BORN = Reason(
    code="born-in-the-future",
    nl="De geboortedatum ligt na {on}. Controleer het jaar.",
    en="The date of birth is after {on}. Check the year.",
)
ORGANISATION_UNKNOWN = Reason(
    code="organisation-unknown",
    nl="Deze organisatie is hier niet bekend. Controleer het RSIN, of voeg de organisatie eerst toe.",
    en="This organisation is not known here. Check the RSIN, or add the organisation first.",
)
NOT_RECOGNISED = Reason(
    code="organisation-not-recognised",
    nl="Alleen een ANBI of SBBI kan uren bevestigen; deze organisatie is dat niet. Controleer haar soort.",
    en="Only an ANBI or SBBI can vouch for hours; this organisation is neither. Check its kind.",
)
PERSON_UNKNOWN = Reason(
    code="person-unknown",
    nl="Dit klantnummer is hier niet bekend. Controleer het, of voeg de persoon eerst toe.",
    en="This client number is not known here. Check it, or add the person first.",
)
NEGATIVE = Reason(
    code="hours-negative",
    nl="{hours} uren is minder dan nul. Geef bij een correctie het nieuwe aantal, niet het verschil.",
    en="{hours} hours is less than none. To correct hours give the new number, not the difference.",
)
FUTURE = Reason(
    code="in-the-future",
    nl="{day} ligt na {on}. Uren tellen pas als ze gemaakt zijn.",
    en="{day} is after {on}. Hours count once they are made.",
)
ATTESTED = Reason(
    code="already-attested",
    nl="Voor een langer tijdvak met deze dag zijn al uren bevestigd. Verbeter die uren in hun geheel.",
    en="Hours were attested before for a longer stretch with this day. Correct those as a whole.",
)
TOO_MANY = Reason(
    code="too-many-hours",
    nl="Dat is samen {hours} uur op een dag, over alle organisaties; meer dan 24 kan niet. Controleer de uren.",
    en="That makes {hours} hours on one day over all organisations; more than 24 cannot be. Check the hours.",
)
LEAVES_BEFORE = Reason(
    code="leaves-before-joining",
    nl="De datum in tot ligt voor die in vanaf. Draai ze om, of laat tot leeg zolang het duurt.",
    en="The day in tot is before the one in vanaf. Swap them, or leave tot empty while it lasts.",
)
IN_TWO_HOUSEHOLDS = Reason(
    code="in-two-households",
    nl="Deze persoon zit op {on} ook in een ander huishouden. Beëindig dat eerst, met een datum in tot.",
    en="On {on} this person is in another household as well. End that first, with a day in tot.",
)
SCHEME_UNKNOWN = Reason(
    code="scheme-unknown",
    nl="Er is geen regeling “{asked}”. Kies uit: {known}.",
    en="There is no scheme “{asked}”. Choose from: {known}.",
)
SCHEME_NOT_ADOPTED = Reason(
    code="scheme-not-adopted",
    nl="De gemeente heeft de regeling {scheme} nog niet. Voeg er eerst een fonds voor toe.",
    en="The municipality does not have the scheme {scheme} yet. Add a fund for it first.",
)
COHORT_UNKNOWN = Reason(
    code="cohort-unknown",
    nl="De regeling {scheme} heeft geen cohort “{cohort}”. Controleer het cohort.",
    en="The scheme {scheme} has no cohort “{cohort}”. Check the cohort.",
)
ALREADY_AWARDED = Reason(
    code="already-awarded",
    nl="Deze persoon heeft {scheme} al, met een ander cohort of een andere ingangsdatum.",
    en="This person has {scheme} already, with another cohort or start date.",
)
FUND_EXHAUSTED = Reason(
    code="fund-exhausted",
    nl="Geen fonds van {scheme} kan dit nog toezeggen. Vul een fonds aan, of wacht met deze toekenning.",
    en="No fund of {scheme} can promise this any more. Add to a fund, or wait with this award.",
)

_COLUMNS = {
    BORN: "geboortedatum",
    ORGANISATION_UNKNOWN: "organisatie_rsin",
    NOT_RECOGNISED: "organisatie_rsin",
    PERSON_UNKNOWN: "klantnummer",
    NEGATIVE: "uren",
    FUTURE: "datum",
    ATTESTED: "datum",
    TOO_MANY: "uren",
    TWICE: None,
    LEAVES_BEFORE: "tot",
    IN_TWO_HOUSEHOLDS: "vanaf",
    SCHEME_UNKNOWN: "regeling",
    SCHEME_NOT_ADOPTED: "regeling",
    COHORT_UNKNOWN: "cohort",
    ALREADY_AWARDED: "klantnummer",
    FUND_EXHAUSTED: None,
}
_BY_CODE = {reason.code: reason for reason in _COLUMNS}


def problem_of(refusal: Refusal, line: int) -> Problem:
    """Give the refusal of a line as the problem that its sender can mend."""
    reason = _BY_CODE[refusal.code]
    return reason.problem(**refusal.facts).at(line=line, column=_COLUMNS[reason])
