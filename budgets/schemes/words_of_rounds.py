"""What is told about a claim on a fixed budget; see `wording`."""

from budgets.schemes.sentences import YOURS, YOURS_EN, Words

_RENT = (
    "Je huur was {rent_minor} per maand. We rekenen met de huurtoeslag van {reference_year}.",
    "De huurtoeslag betaalt alles tot {quality_minor} per maand.",
)
_RENT_EN = (
    "Your rent was {rent_minor} a month. We calculate with the rent allowance of {reference_year}.",
    "The rent allowance pays everything up to {quality_minor} a month.",
)
_LATER = "Er is een vast bedrag voor iedereen samen. Hoeveel jij krijgt, hoor je later."
_LATER_EN = "There is a fixed sum for everyone together. You will hear later how much you get."
_WRONG = "Klopt dit niet? Laat het ons weten. Dan kijken we opnieuw."
_WRONG_EN = "Is this not right? Let us know, and we will look again."

WORDS_OF_ROUNDS: dict[str, dict[str, Words]] = {
    "claim-full": {"nl": Words(_RENT, (_LATER,)), "en": Words(_RENT_EN, (_LATER_EN,))},
    "claim-nothing": {
        "nl": Words((*_RENT, "Jouw huur is niet hoger. Daarom is er niets om bij te betalen."), (_WRONG,)),
        "en": Words((*_RENT_EN, "Your rent is not higher, so there is nothing to add."), (_WRONG_EN,)),
    },
    "claim-young": {
        "nl": Words(
            (*_RENT, "Iedereen in huis is jonger dan {age} jaar. Dan telt een hogere huur niet mee."), (_WRONG,)
        ),
        "en": Words(
            (*_RENT_EN, "Everyone at home is younger than {age}. Then a higher rent does not count."), (_WRONG_EN,)
        ),
    },
    "claim-refused": {
        "nl": Words(("Je krijgt geen bijdrage voor je huur. Je leest hier waarom.",), (_WRONG,)),
        "en": Words(("You do not get a contribution to your rent. Here you read why.",), (_WRONG_EN,)),
    },
    "round-divided": {
        "nl": Words(
            ("Er is {budget_minor} voor iedereen samen. Samen is er {asked_minor} gevraagd.",),
            ("Samen is {total_minor} gegeven. Er blijft {unspent_minor} over.",),
        ),
        "en": Words(
            ("There is {budget_minor} for everyone together. Together {asked_minor} was asked.",),
            ("Together {total_minor} is given. {unspent_minor} is left.",),
        ),
    },
    "claim-awarded": {
        "nl": Words(_RENT, ("Je krijgt {amount_minor}.", YOURS)),
        "en": Words(_RENT_EN, ("You get {amount_minor}.", YOURS_EN)),
    },
}

STEPS_OF_ROUNDS: dict[str, dict[str, str]] = {
    "claim-band": {
        "nl": "Tussen {from_minor} en {until_minor} betaal je {left_share} zelf. Bij jou gaat het om {band_minor}.",
        "en": "Between {from_minor} and {until_minor} you pay {left_share} yourself. For you that is {band_minor}.",
    },
    "claim-above-cap": {
        "nl": "Boven {from_minor} betaal je {left_share} zelf. Bij jou gaat het om {band_minor}.",
        "en": "Above {from_minor} you pay {left_share} yourself. For you that is {band_minor}.",
    },
    "claim-months": {
        "nl": "In {months} maanden betaal je zo {amount_minor} zelf. We ronden één keer af.",
        "en": "In {months} months you pay {amount_minor} yourself. We round once.",
    },
    "round-factor": {
        "nl": "Iedereen krijgt hetzelfde deel: {budget_minor} : {asked_minor} = {factor_share}, naar beneden afgerond.",
        "en": "Everyone gets the same part: {budget_minor} : {asked_minor} = {factor_share}, rounded down.",
    },
    "round-whole": {
        "nl": "Dat past. Iedereen krijgt alles: {factor_share}.",
        "en": "That fits. Everyone gets all of it: {factor_share}.",
    },
    "round-forced": {
        "nl": "De gemeente heeft het deel zelf gekozen. Iedereen krijgt {factor_share}.",
        "en": "The municipality chose the part itself. Everyone gets {factor_share}.",
    },
    "round-draw": {
        "nl": "Elk bedrag wordt naar beneden afgerond. De centen die overblijven gaan naar de grootste resten. Bij "
        "gelijke resten wordt geloot, met “{seed}”.",
        "en": "Each amount is rounded down. The cents that are left go to the largest remainders. Between equal ones "
        "lots are drawn, with “{seed}”.",
    },
    "claim-budget": {
        "nl": "Er is {budget_minor} voor iedereen samen. Samen is er {asked_minor} gevraagd.",
        "en": "There is {budget_minor} for everyone together. Together {asked_minor} was asked.",
    },
    "claim-whole": {
        "nl": "Er is genoeg geld voor iedereen. Je krijgt dit hele bedrag.",
        "en": "There is enough money for everyone. You get all of this.",
    },
    "claim-factor": {
        "nl": "Het bedrag voor iedereen samen staat vast. Iedereen krijgt {factor_share}: {amount_minor}.",
        "en": "There is a fixed sum for everyone together. Everyone gets {factor_share}: {amount_minor}.",
    },
    "claim-factor-cent": {
        "nl": "Het budget staat vast. Iedereen krijgt {factor_share}. Afgerond is dat {amount_minor}.",
        "en": "The budget is fixed. Everyone gets {factor_share}. Rounded that is {amount_minor}.",
    },
    "claim-capped": {
        "nl": "Iedereen krijgt {factor_share}. Er is een hoogste bedrag: {amount_minor}.",
        "en": "Everyone gets {factor_share}. There is a highest amount: {amount_minor}.",
    },
    "claim-too-little": {
        "nl": "Iedereen krijgt {factor_share}. Bij jou is dat te weinig om uit te betalen.",
        "en": "Everyone gets {factor_share}. For you that is too little to pay out.",
    },
    "claim-decided": {
        "nl": "Een medewerker heeft naar jouw aanvraag gekeken en dit besloten: {amount_minor}.",
        "en": "A member of staff looked at your application and decided on this: {amount_minor}.",
    },
    "claim-raised": {
        "nl": "Je had al {before_minor}. Er komt {more_minor} bij.",
        "en": "You had {before_minor} already. {more_minor} is added.",
    },
    "not-lives-here": {
        "nl": "Op {day_on} woonde je nog niet in een huurwoning in de gemeente.",
        "en": "On {day_on} you did not live in a rented home in the municipality yet.",
    },
    "not-allowance-whole-year": {
        "nl": "Je had in {year} niet het hele jaar huurtoeslag, maar {months} maanden.",
        "en": "In {year} you did not have rent allowance the whole year, but {months} months.",
    },
    "not-rent-above-kkg": {
        "nl": "Je huur van {rent_minor} was niet hoger dan {quality_minor}. De huurtoeslag betaalt dit al.",
        "en": "Your rent of {rent_minor} was not higher than {quality_minor}. The rent allowance pays this already.",
    },
    "not-income-three-years": {
        "nl": "In {year} was het inkomen thuis {income_minor}. Het moet lager zijn dan {threshold_minor}.",
        "en": "In {year} the income at home was {income_minor}. It must be below {threshold_minor}.",
    },
    "not-above-maximum": {
        "nl": "Je huur van {rent_minor} was hoger dan {maximum_minor}. Dan is er geen huurtoeslag.",
        "en": "Your rent of {rent_minor} was higher than {maximum_minor}. Then there is no rent allowance.",
    },
}
