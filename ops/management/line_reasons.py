"""What is wrong with a line that can be read, in the words of whoever sent the file; by the code of the refusal.

Values are quoted only where they are no personal data.
"""

from collections.abc import Mapping

from budgets.schemes.facts import FactsMissing, FactsRefused
from connectors.problem import Problem, Reason
from ledger.refusal import Refusal
from ops.management.fact_columns import column_of

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
ACCOUNT_BY_TWO = Reason(
    code="account-changes-by-two",
    nl="Een ander IBAN krijgt deze organisatie alleen door twee medewerkers. Laat iban leeg; vraag met shop iban.",
    en="This organisation gets another IBAN by two officers only. Leave iban empty and ask for it with shop iban.",
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
SCHEME_EXCLUDED = Reason(
    code="scheme-excluded",
    nl="{scheme} kan niet naast {other}. Beëindig dat eerst, of laat deze regel weg.",
    en="{scheme} cannot be had beside {other}. End that first, or leave this line out.",
)
HOUSEHOLD_HAS_IT = Reason(
    code="household-has-it",
    nl="Iemand in dit huishouden heeft {scheme} al; het is voor het hele huishouden. Laat deze regel weg.",
    en="Someone of this household has {scheme} already; it is for all of it. Leave this line out.",
)
NOT_ELIGIBLE = Reason(
    code="not-eligible",
    nl="De voorwaarden van {scheme} geven dit niet: {why_nl}. Controleer de feiten.",
    en="The terms of {scheme} do not give this: {why}. Check the facts.",
)
OUTSIDE_WINDOW = Reason(
    code="outside-window",
    nl="{scheme} kan worden aangevraagd van {from_on} tot en met {until_on}.",
    en="{scheme} can be applied for from {from_on} up to and including {until_on}.",
)
LIMIT_REACHED = Reason(
    code="limit-reached",
    nl="Dit is meer dan de voorwaarden van {scheme} toestaan: {asked} tegen {most}.",
    en="This is more than the terms of {scheme} allow: {asked} against {most}.",
)
SECOND_PERSON = Reason(
    code="second-person-needed",
    nl="Boven {most} stemt een tweede medewerker eerst in; dit is {asked}. Vul goedgekeurd_door in.",
    en="Above {most} a second officer agrees first; this is {asked}. Fill in goedgekeurd_door.",
)
FACTS_MISSING = Reason(
    code="facts-missing",
    nl="Om dit te beslissen is nodig: {column}. Voeg die kolom toe, of vul hem in.",
    en="To decide this we need: {field}. Add the column {column}, or fill it in.",
)
FACTS_INVALID = Reason(
    code="facts-invalid",
    nl="Dit kan zo niet: {fields_nl}.",
    en="This fact cannot be used: {fields}.",
)
HARDSHIP_ROLE = Reason(
    code="hardship-needs-role",
    nl="Alleen een medewerker met de rol hardship kent toe tegen een regel in. Geef die met --officer.",
    en="Only an officer with the role hardship awards against a rule. Name them with --officer.",
)
HARDSHIP_REASON = Reason(
    code="hardship-needs-reason",
    nl="Tegen een regel in toekennen vraagt hardheid_grond en hardheid_reden. Vul beide in.",
    en="To award against a rule fill in both hardheid_grond and hardheid_reden.",
)
NOT_PER_PERSON = Reason(
    code="not-per-person",
    nl="Deze regeling is voor wie langskomt; ze wordt niet aan een persoon toegekend.",
    en="This scheme is for whoever comes by; it is not awarded to a person.",
)
TERM_MISSING = Reason(
    code="term-missing",
    nl="De voorwaarden van {scheme} zeggen niets over {key} op {on}. Laad die eerst.",
    en="The terms of {scheme} say nothing about {key} on {on}. Load them first.",
)
HOUSEHOLD_UNKNOWN = Reason(
    code="household-unknown",
    nl="Dit huishouden is hier niet bekend. Controleer de code, of voeg het eerst toe.",
    en="This household is not known here. Check the code, or add it first.",
)
PERSON_DIED = Reason(
    code="person-died",
    nl="Deze persoon is overleden op {died_on}; daarna kan niets meer ingaan. Controleer het klantnummer.",
    en="This person died on {died_on}; nothing can start after that. Check the client number.",
)
OPTED_OUT = Reason(
    code="opted-out",
    nl="Deze persoon wilde {scheme} eerder niet. Laat deze regel weg; zelf aanvragen kan altijd.",
    en="This person said no to {scheme} before. Leave this line out; they may always apply.",
)
SHARE_WITHOUT_FUND = Reason(
    code="share-without-fund",
    nl="De voorwaarden van {scheme} geven een deel aan “{fund}”. Open een fonds met die naam.",
    en="The terms of {scheme} give a share to “{fund}”. Open a fund of that name.",
)
PAYEE_UNKNOWN = Reason(
    code="payee-unknown",
    nl="De organisatie die betaald wordt, is hier niet bekend. Controleer het RSIN, of voeg haar eerst toe.",
    en="The organisation to be paid is not known here. Check the RSIN, or add it first.",
)
PAYEE_MISSING = Reason(
    code="payee-missing",
    nl="{scheme} wordt niet aan de persoon zelf betaald. Vul in betaal_aan_rsin het RSIN in van wie het geld krijgt.",
    en="{scheme} is not paid to the person. Fill in betaal_aan_rsin: the RSIN of the organisation that gets the money.",
)
OFFICER_UNKNOWN = Reason(
    code="officer-unknown",
    nl="Deze medewerker is hier niet bekend. Controleer de code, of voeg die eerst toe.",
    en="This officer is not known here. Check the code, or add them first.",
)
ALREADY_CLAIMED = Reason(
    code="already-claimed",
    nl="Dit huishouden heeft al een aanvraag, nummer {claim}. Verbeter die, of laat deze regel weg.",
    en="This household claimed already, as number {claim}. Correct that one, or leave this line out.",
)
DECISION_NEEDED = Reason(
    code="decision-needed",
    nl="De ronde is vastgesteld. Een medewerker moet over deze aanvraag beslissen.",
    en="The round is locked. A member of staff must decide about this claim.",
)
ROUND_UNFINISHED = Reason(
    code="round-unfinished",
    nl="Deze aanvraag is nog niet toegekend. Rond eerst de vaststelling af.",
    en="This claim is not awarded yet. Finish locking the round first.",
)
RAISED_ALREADY = Reason(
    code="raised-already",
    nl="Dit bedrag is er vandaag al bij gedaan, om dezelfde reden. Geef een andere reden.",
    en="This amount was added today already, for the same reason. Give another reason.",
)
NOT_ALLOWED_IN_STATE = Reason(
    code="not-allowed-in-state",
    nl="Dat kan nu niet: de stand is {state}.",
    en="That is not possible now: it is {state}.",
)
PARAMETER_MISSING = Reason(
    code="parameter-missing",
    nl="Van {year} kennen we de grens “{name}” niet. Kies een ander peiljaar.",
    en="Of {year} we do not know the limit “{name}”. Choose another reference year.",
)
WARNING_NOT_SEEN = Reason(
    code="warning-not-seen",
    nl="Deze persoon heeft een uitkering en krijgt van {scheme} een bedrag ineens. Laat eerst zien wat dat kan doen "
    "met andere rechten, en vul waarschuwing_gezien_op in.",
    en="This person has a benefit and gets an amount of {scheme} at once. Show first what that may do to other "
    "rights, and fill in waarschuwing_gezien_op.",
)
WARNING_UNUSABLE = Reason(
    code="warning-unusable",
    nl="Deze waarschuwing kan zo niet: de dag ligt in de toekomst, of waarschuwing_taal is niet nl of en.",
    en="This warning cannot be: the day is yet to come, or waarschuwing_taal is not nl or en.",
)

_COLUMNS = {
    ALREADY_CLAIMED: "klantnummer",
    DECISION_NEEDED: None,
    ROUND_UNFINISHED: None,
    RAISED_ALREADY: None,
    NOT_ALLOWED_IN_STATE: None,
    PARAMETER_MISSING: None,
    ACCOUNT_BY_TWO: "iban",
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
    SCHEME_EXCLUDED: "regeling",
    HOUSEHOLD_HAS_IT: "klantnummer",
    NOT_ELIGIBLE: None,
    OUTSIDE_WINDOW: None,
    LIMIT_REACHED: None,
    SECOND_PERSON: "goedgekeurd_door",
    FACTS_MISSING: None,
    FACTS_INVALID: None,
    HARDSHIP_ROLE: "hardheid_grond",
    HARDSHIP_REASON: "hardheid_grond",
    NOT_PER_PERSON: "regeling",
    TERM_MISSING: "regeling",
    HOUSEHOLD_UNKNOWN: "huishouden",
    PERSON_DIED: "klantnummer",
    OPTED_OUT: "klantnummer",
    SHARE_WITHOUT_FUND: "regeling",
    PAYEE_UNKNOWN: "betaal_aan_rsin",
    PAYEE_MISSING: "betaal_aan_rsin",
    OFFICER_UNKNOWN: "goedgekeurd_door",
    WARNING_NOT_SEEN: "waarschuwing_gezien_op",
    WARNING_UNUSABLE: "waarschuwing_gezien_op",
}
_BY_CODE = {reason.code: reason for reason in _COLUMNS}
_WHY_NOT = {"income-too-high": "het inkomen ligt boven de grens", "too-young": "de leeftijd is te laag"}


def says(code: str, facts: Mapping[str, object]) -> str:
    """Say a refusal that was kept by its code and facts, in Dutch."""
    reason = _BY_CODE.get(code)
    if reason is None:
        return code
    return reason.nl.format_map(_known({"column": column_of(str(facts.get("field", "…"))), **facts}))


def _known(facts: Mapping[str, object]) -> "_Facts":
    why = facts.get("why", "…")
    return _Facts({"why_nl": _WHY_NOT.get(str(facts.get("because")), why), **facts})


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def _in_dutch(refusal: Refusal) -> str:
    problems = refusal.problems if isinstance(refusal, FactsRefused) else ()
    return "; ".join(f"{column_of(each.field)} moet {each.why_nl} zijn" for each in problems)


def problem_of(refusal: Refusal, line: int) -> Problem:
    """Give the refusal of a line as the problem that its sender can mend; one without a text here says its own."""
    reason = _BY_CODE.get(refusal.code)
    if reason is None:
        own = str(refusal) or refusal.code
        return Problem(code=refusal.code, nl=own, en=own, line=line)
    column = _COLUMNS[reason]
    if isinstance(refusal, FactsMissing):
        column = column_of(refusal.facts["field"])
    elif isinstance(refusal, FactsRefused):
        column = column_of(refusal.problems[0].field)
    facts = _known({**refusal.facts, "column": column, "fields_nl": _in_dutch(refusal)})
    return Problem(
        code=reason.code, nl=reason.nl.format_map(facts), en=reason.en.format_map(facts), line=line, column=column
    )
