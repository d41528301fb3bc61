"""What can be wrong with a spreadsheet file as a whole, in Dutch and in English; `cell_reasons` has the cells."""

from connectors.problem import Reason

EMPTY = Reason(code="file-empty", nl="Het bestand is leeg.", en="The file is empty.")
TOO_LARGE = Reason(
    code="file-too-large",
    nl="Het bestand is groter dan {most} MB. Verdeel het over meer bestanden.",
    en="The file is larger than {most} MB. Divide it over more files.",
)
TOO_MANY_LINES = Reason(
    code="too-many-lines",
    nl="Het bestand heeft meer dan {most} regels. Verdeel het over meer bestanden.",
    en="The file has more than {most} lines. Divide it over more files.",
)
TOO_MANY_PROBLEMS = Reason(
    code="too-many-problems",
    nl="Er zijn meer dan {most} fouten; de rest is niet gelezen. Is dit het goede bestand?",
    en="There are more than {most} problems; the rest was not read. Is this the right file?",
)
LINE_TOO_LONG = Reason(
    code="line-too-long",
    nl="Deze regel heeft meer dan {most} tekens. Controleer of dit een CSV-bestand is.",
    en="This line has more than {most} characters. Check whether this is a CSV file.",
)
NOT_CSV = Reason(
    code="file-not-csv",
    nl="Dit is een bestand van de soort {kind}. Kies Opslaan als, en dan Excel-werkmap (.xlsx) of CSV UTF-8.",
    en="This is a file of the kind {kind}. Choose Save as, and then Excel workbook (.xlsx) or CSV UTF-8.",
)
LOCKED = Reason(
    code="file-has-password",
    nl="Dit bestand is met een wachtwoord beveiligd. Haal het wachtwoord weg en sla het opnieuw op.",
    en="This file is protected by a password. Take the password away and save it again.",
)
WORKBOOK_DAMAGED = Reason(
    code="workbook-damaged",
    nl="Dit Excel-bestand is beschadigd. Open het in Excel en sla het opnieuw op.",
    en="This Excel file is damaged. Open it in Excel and save it again.",
)
UNPACKS_TOO_LARGE = Reason(
    code="workbook-unpacks-too-large",
    nl="Uitgepakt is dit Excel-bestand veel te groot (meer dan {most} MB). Zet alleen de tabel in een nieuw bestand.",
    en="Unpacked this Excel file is far too large (over {most} MB). Put only the table in a new file.",
)
SHEETS_SEVERAL = Reason(
    code="sheets-several",
    nl="Op meer dan een blad staat iets: {names}. Laat alleen het blad met de tabel staan.",
    en="More than one sheet has something on it: {names}. Keep only the sheet with the table.",
)
TOO_MANY_COLUMNS = Reason(
    code="too-many-columns",
    nl="Deze regel heeft meer dan {most} kolommen. Staat er ver naar rechts nog iets? Haal dat weg.",
    en="This line has more than {most} columns. Is there something far to the right? Take that away.",
)
UTF16 = Reason(
    code="encoding-utf16",
    nl="Dit bestand is opgeslagen als Unicode-tekst (UTF-16). Kies in Excel Opslaan als, en dan CSV UTF-8.",
    en="This file was saved as Unicode text (UTF-16). In Excel choose Save as, and then CSV UTF-8.",
)
NUL_BYTES = Reason(
    code="nul-bytes",
    nl="Er staan NUL-tekens in het bestand: het is geen tekst, of het is beschadigd. Sla het opnieuw op als CSV UTF-8.",
    en="There are NUL characters in the file: it is not text, or it is damaged. Save it again as CSV UTF-8.",
)
ENCODING = Reason(
    code="encoding-unreadable",
    nl="De letters met accenten zijn niet betrouwbaar te lezen. Sla het bestand opnieuw op als CSV UTF-8.",
    en="Letters with accents cannot be read with certainty. Save the file again as CSV UTF-8.",
)
DELIMITER = Reason(
    code="delimiter-unknown",
    nl="De kolommen zijn gescheiden door {delimiter}. Gebruik een puntkomma, of een komma met bedragen als 1.50.",
    en="The columns are separated by {delimiter}. Use a semicolon, or a comma with amounts such as 1.50.",
)
QUOTES = Reason(
    code="quotes-broken",
    nl="Vanaf deze regel klopt een aanhalingsteken niet, zodat cellen niet te onderscheiden zijn. Verbeter het teken.",
    en="From this line on a quotation mark is wrong, so that cells cannot be told apart. Mend the mark.",
)
NO_HEADER = Reason(
    code="header-missing",
    nl="Er is geen regel met kolomnamen. Zet bovenaan: {names}.",
    en="There is no line with column names. Put at the top: {names}.",
)
COLUMNS_MISSING = Reason(
    code="columns-missing",
    nl="Deze kolommen ontbreken: {names}. Voeg ze toe, of controleer de namen op de eerste regel.",
    en="These columns are missing: {names}. Add them, or check the names on the first line.",
)
COLUMNS_UNKNOWN = Reason(
    code="columns-unknown",
    nl="Deze kolommen kennen we niet: {names}. Haal ze weg, of verbeter de naam.",
    en="We do not know these columns: {names}. Take them away, or mend the name.",
)
COLUMNS_TWICE = Reason(
    code="columns-twice",
    nl="Deze kolommen staan er meer dan een keer: {names}. Laat er een staan.",
    en="These columns are there more than once: {names}. Keep one.",
)
OUTSIDE_TABLE = Reason(
    code="cell-outside-table",
    nl="In positie {position} staat iets, maar die kolom heeft geen naam. Staat er een scheidingsteken te veel?",
    en="There is something at position {position}, but that column has no name. Is there a separator too many?",
)
