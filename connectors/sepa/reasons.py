"""What can be wrong with a payment order, in Dutch and in English."""

from connectors.problem import Reason

NO_TRANSFERS = Reason(
    code="no-transfers",
    nl="Er zijn geen betalingen. Maak alleen een bestand als er iets te betalen is.",
    en="There are no payments. Make a file only when there is something to pay.",
)
EMPTY = Reason(code="empty", nl="Dit is leeg. Vul het in.", en="This is empty. Fill it in.")
TOO_LONG = Reason(
    code="too-long",
    nl="Dit is {length} tekens lang; een bank neemt er hoogstens {most}. Kort het in.",
    en="This has {length} characters; a bank takes at most {most}. Make it shorter.",
)
STRANGE = Reason(
    code="character-not-allowed",
    nl="Deze tekens kent een bank niet: {characters}. Gebruik letters, cijfers en / - ? : ( ) . , ' +",
    en="A bank does not know these characters: {characters}. Use letters, digits and / - ? : ( ) . , ' +",
)
SLASH = Reason(
    code="slash-misplaced",
    nl="Een kenmerk begint of eindigt niet met / en heeft geen // erin. Haal de / weg.",
    en="A reference does not start or end with / and has no // in it. Take the / away.",
)
ID_TWICE = Reason(
    code="reference-twice",
    nl="Dit kenmerk staat ook op regel {line}. Geef elke betaling een eigen kenmerk.",
    en="This reference is also on line {line}. Give every payment its own.",
)
AMOUNT_NOT_WHOLE = Reason(
    code="amount-not-whole-cents",
    nl="Het bedrag is geen heel aantal centen.",
    en="The amount is not a whole number of cents.",
)
AMOUNT_OUT_OF_RANGE = Reason(
    code="amount-out-of-range",
    nl="Het bedrag ligt niet tussen € 0,01 en € 999.999.999,99.",
    en="The amount is not between €0.01 and €999,999,999.99.",
)
OWN_ACCOUNT = Reason(
    code="own-account",
    nl="Dit is de rekening waarvan betaald wordt. Vul de rekening van de ontvanger in.",
    en="This is the account that pays. Fill in the account of the receiver.",
)
OUTSIDE_EEA = Reason(
    code="iban-outside-eea",
    nl="Een rekening in {country} ligt buiten de EER; daarvoor vraagt de bank adres en BIC. Betaal deze met de hand.",
    en="An account in {country} is outside the EEA; the bank then asks for address and BIC. Pay this one by hand.",
)
BIC_UNREADABLE = Reason(
    code="bic-unreadable",
    nl="Dit is geen BIC: 8 of 11 hoofdletters en cijfers, bijvoorbeeld BNGHNL2G. Laat het leeg als u het niet weet.",
    en="This is not a BIC: 8 or 11 capitals and digits, such as BNGHNL2G. Leave it out when you do not know it.",
)
NO_TARGET_DAY = Reason(
    code="not-a-target-day",
    nl="Op {on} verwerken banken geen betalingen. De eerste dag waarop dat wel kan is {next}.",
    en="Banks do not settle payments on {on}. The first day on which they do is {next}.",
)
NOT_A_DAY = Reason(
    code="execution-not-a-day",
    nl="De uitvoerdatum is een dag, zonder tijd.",
    en="The execution date is a day, without a time.",
)
IN_THE_PAST = Reason(
    code="execution-in-the-past",
    nl="De uitvoerdatum {on} ligt voor de dag waarop het bestand gemaakt is. Kies een latere dag.",
    en="The execution date {on} lies before the day on which the file was made. Choose a later day.",
)
NAIVE_TIME = Reason(
    code="time-without-zone",
    nl="Het moment waarop de opdracht gemaakt is heeft geen tijdzone.",
    en="The moment at which the order was made has no time zone.",
)
