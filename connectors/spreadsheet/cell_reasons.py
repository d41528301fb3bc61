"""What can be wrong with one cell, in Dutch and in English.

The value itself is quoted only where it is a date, a number or a choice: names and accounts stay out of logs.
"""

from connectors.problem import Reason

EMPTY = Reason(code="cell-empty", nl="Deze cel is leeg. Vul hem in.", en="This cell is empty. Fill it in.")
TOO_LONG = Reason(
    code="text-too-long",
    nl="Deze tekst heeft {length} tekens; hoogstens {most} mag. Kort hem in.",
    en="This text has {length} characters; at most {most} are allowed. Make it shorter.",
)
CONTROL = Reason(
    code="text-control-character",
    nl="Er staat een onzichtbaar teken in ({characters}). Typ de tekst opnieuw.",
    en="There is an invisible character in it ({characters}). Type the text again.",
)
FORMULA = Reason(
    code="text-is-formula",
    nl="Deze tekst begint met {first} en is voor een rekenblad een formule. Haal dat teken weg.",
    en="This text starts with {first} and is a formula to a spreadsheet. Take that character away.",
)
REFERENCE = Reason(
    code="reference-unreadable",
    nl="Een nummer heeft alleen letters, cijfers en . _ / - zonder spaties, en hoogstens {most} tekens.",
    en="A reference has only letters, digits and . _ / - without spaces, and at most {most} characters.",
)
EXCEL_POWER = Reason(
    code="excel-changed-number",
    nl="Excel heeft dit nummer omgezet ({value}). Zet de kolom op Tekst en vul het nummer opnieuw in.",
    en="Excel has changed this number ({value}). Format the column as Text and fill in the number again.",
)
TOO_LONG_FOR_EXCEL = Reason(
    code="excel-changed-number",
    nl="Excel bewaart van dit lange nummer niet alle cijfers. Zet de kolom op Tekst en vul het nummer opnieuw in.",
    en="Excel does not keep all digits of this long number. Format the column as Text and fill in the number again.",
)
MADE_DATE = Reason(
    code="excel-made-date",
    nl="Excel heeft hier een datum van gemaakt. Zet de kolom op Tekst en vul de cel opnieuw in.",
    en="Excel has made a date of this. Format the column as Text and fill in the cell again.",
)
FORMULA_FAILED = Reason(
    code="formula-failed",
    nl="De formule in deze cel geeft een fout. Verbeter de formule, of vul de waarde zelf in.",
    en="The formula in this cell gives an error. Mend the formula, or fill in the value yourself.",
)
NOT_WORKED_OUT = Reason(
    code="formula-not-worked-out",
    nl="De formule in deze cel is nog niet uitgerekend. Open het bestand in Excel en sla het opnieuw op.",
    en="The formula in this cell was not worked out yet. Open the file in Excel and save it again.",
)
MERGED = Reason(
    code="cell-merged",
    nl="Deze cel is samengevoegd met een andere. Hef dat op en vul elke cel in.",
    en="This cell is merged with another one. Undo that and fill in every cell.",
)
DAY = Reason(
    code="date-unreadable",
    nl="{value} is geen datum zoals we die in dit bestand lezen. Schrijf bijvoorbeeld {example}.",
    en="{value} is not a date as we read it in this file. Write for example {example}.",
)
NO_SUCH_DAY = Reason(
    code="date-does-not-exist",
    nl="De dag {value} bestaat niet. Controleer dag en maand.",
    en="The day {value} does not exist. Check day and month.",
)
SHORT_YEAR = Reason(
    code="date-short-year",
    nl="Het jaar van {value} heeft twee cijfers. Schrijf het jaar met vier cijfers, bijvoorbeeld {example}.",
    en="The year of {value} has two digits. Write the year with four digits, for example {example}.",
)
EXCEL_DAY = Reason(
    code="date-is-excel-number",
    nl="{value} is een dagnummer van Excel. Zet de kolom op Datum, zodat er bijvoorbeeld {example} staat.",
    en="{value} is a day number of Excel. Format the column as Date, so that it says for example {example}.",
)
FAR_YEAR = Reason(
    code="date-out-of-range",
    nl="Het jaar van {value} ligt niet tussen {first} en {last}.",
    en="The year of {value} is not between {first} and {last}.",
)
NUMBER = Reason(
    code="number-unreadable",
    nl="{value} is geen getal zoals we dat in dit bestand lezen. Schrijf bijvoorbeeld {example}.",
    en="{value} is not a number as we read it in this file. Write for example {example}.",
)
POINT_IN_DUTCH = Reason(
    code="number-decimal-point",
    nl="{value} heeft een punt als decimaalteken. Schrijf hier een komma: {example}.",
    en="{value} has a decimal point. Write a comma here: {example}.",
)
COMMA_IN_POINT = Reason(
    code="number-decimal-comma",
    nl="{value} heeft een komma. In een bestand met komma's is het decimaalteken een punt: {example}.",
    en="{value} has a comma. In a file with commas the decimal sign is a point: {example}.",
)
CLOCK = Reason(
    code="number-is-clock-time",
    nl="{value} is een tijd. Schrijf uren als getal: anderhalf uur is {example}.",
    en="{value} is a clock time. Write hours as a number: an hour and a half is {example}.",
)
DECIMALS = Reason(
    code="number-too-precise",
    nl="{value} heeft meer dan {most} cijfers achter het decimaalteken. Rond het zelf af.",
    en="{value} has more than {most} decimals. Round it yourself.",
)
NOT_WHOLE = Reason(
    code="number-not-whole",
    nl="{value} is geen heel getal.",
    en="{value} is not a whole number.",
)
TOO_BIG = Reason(
    code="number-too-large",
    nl="{value} is te groot.",
    en="{value} is too large.",
)
CHOICE = Reason(
    code="choice-unknown",
    nl="{value} kan hier niet. Kies uit: {options}.",
    en="{value} is not possible here. Choose from: {options}.",
)
RSIN = Reason(
    code="rsin-unreadable",
    nl="Een RSIN heeft 9 cijfers. Laat Excel nullen weg? Zet de kolom op Tekst en vul het nummer opnieuw in.",
    en="An RSIN has 9 digits. Does Excel drop zeros? Format the column as Text and fill in the number again.",
)
RSIN_CHECK = Reason(
    code="rsin-wrong-checksum",
    nl="Dit RSIN klopt niet: er is een typefout (de elfproef gaat niet op).",
    en="This RSIN is wrong: there is a typing error (its check digit does not fit).",
)
POSTCODE = Reason(
    code="postcode-unreadable",
    nl="Dit is geen Nederlandse postcode. Schrijf bijvoorbeeld 1234 AB.",
    en="This is not a Dutch postcode. Write for example 1234 AB.",
)
EMAIL = Reason(
    code="email-unreadable",
    nl="Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@voorbeeld.nl.",
    en="This is not an e-mail address. Write for example name@example.org.",
)
PHONE = Reason(
    code="phone-unreadable",
    nl="Dit is geen telefoonnummer. Schrijf bijvoorbeeld 06-12345678 of +31612345678.",
    en="This is not a telephone number. Write for example 06-12345678 or +31612345678.",
)
PHONE_ZERO = Reason(
    code="phone-zero-lost",
    nl="Dit nummer mist de eerste 0; Excel laat die weg. Zet de kolom op Tekst en schrijf 06-12345678.",
    en="This number lacks its first 0; Excel drops it. Format the column as Text and write 06-12345678.",
)
