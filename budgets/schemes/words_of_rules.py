"""What is told of the rules for gifts, passes, shares and hours, and of a decision that is no; see `wording`."""

from budgets.schemes.sentences import DONE, DONE_EN, STAYS, STAYS_EN, YOURS, YOURS_EN, Words

_ASK = "Heb je vragen of klopt dit niet? Bel of mail de gemeente, of kom langs."
_ASK_EN = "Do you have questions, or is this wrong? Call or email the municipality, or come by."
_SPEND = "Je kunt het besteden bij aanbieders die meedoen. Je hoeft niets terug te betalen."
_SPEND_EN = "You can spend it at providers that take part. You do not have to pay anything back."

WORDS_OF_RULES: dict[str, dict[str, Words]] = {
    "gift-once": {
        "nl": Words(("Je krijgt {amount_minor}.", YOURS)),
        "en": Words(("You get {amount_minor}.", YOURS_EN)),
    },
    "postponed": {
        "nl": Words(("Vanaf {from_on} staat je budget stil. Je krijgt dit later alsnog.", STAYS)),
        "en": Words(("From {from_on} your budget is paused. You will still get this later.", STAYS_EN)),
    },
    "share-given": {
        "nl": Words(
            ("Je hebt geld verdiend met werk. Je krijgt daarvoor een premie.",), ("Je krijgt {amount_minor}.", YOURS)
        ),
        "en": Words(("You earned money with work. You get a premium for it.",), ("You get {amount_minor}.", YOURS_EN)),
    },
    "contribution-once": {
        "nl": Words(("Je krijgt een bijdrage van {amount_minor}.", YOURS)),
        "en": Words(("You get a contribution of {amount_minor}.", YOURS_EN)),
    },
    "contribution-part": {
        "nl": Words(
            (
                "Je bijdrage is {whole_minor}. Je krijgt die in {months} delen.",
                "Dit is deel {number}: {amount_minor}.",
                YOURS,
            )
        ),
        "en": Words(
            (
                "Your contribution is {whole_minor}. You get it in {months} parts.",
                "This is part {number}: {amount_minor}.",
                YOURS_EN,
            )
        ),
    },
    "decided-amount": {
        "nl": Words(("De gemeente heeft besloten: je krijgt {amount_minor}.", YOURS)),
        "en": Words(("The municipality has decided: you get {amount_minor}.", YOURS_EN)),
    },
    "pass-budget": {
        "nl": Words(("Op je pas staat {amount_minor} voor jou.", _SPEND)),
        "en": Words(("There is {amount_minor} for you on your pass.", _SPEND_EN)),
    },
    "pass-budget-until": {
        "nl": Words(
            (
                "Op je pas staat {amount_minor} voor jou.",
                _SPEND,
                "Je kunt het besteden tot en met {usable_until_on}. Wat dan over is, vervalt.",
                "Zes weken en drie weken van tevoren krijg je daarover bericht.",
            )
        ),
        "en": Words(
            (
                "There is {amount_minor} for you on your pass.",
                _SPEND_EN,
                "You can spend it up to and including {usable_until_on}. What is left then lapses.",
                "Six weeks and three weeks before that day we will tell you.",
            )
        ),
    },
    "job-closed": {
        "nl": Words(("{period} was er geld voor deze baan. Je loon krijg je van je werkgever.", STAYS)),
        "en": Words(("{period} there was money for this job. Your employer pays your wage.", STAYS_EN)),
    },
    "hours-paid": {
        "nl": Words((DONE,), ("Je krijgt {amount_minor}.", YOURS)),
        "en": Words((DONE_EN,), ("You get {amount_minor}.", YOURS_EN)),
    },
    "hours-advanced": {
        "nl": Words((DONE,), ("Voor dit kwartaal kreeg je vooraf al {balance_minor}. Er komt nu niets bij.", STAYS)),
        "en": Words(
            (DONE_EN,), ("For this quarter you already got {balance_minor} in advance. Nothing is added now.", STAYS_EN)
        ),
    },
    "hours-none": {
        "nl": Words((DONE,), ("Voor dit kwartaal krijg je geen geld.", STAYS)),
        "en": Words((DONE_EN,), ("You get no money for this quarter.", STAYS_EN)),
    },
    "award-ahead": {
        "nl": Words(("Je kunt dit krijgen vanaf {starts_on}.",)),
        "en": Words(("You can get this from {starts_on}.",)),
    },
    "income-too-high": {
        "nl": Words(("Je krijgt dit niet. Je inkomen is {income_minor}. De grens is {limit_minor}.", _ASK)),
        "en": Words(("You do not get this. Your income is {income_minor}. The limit is {limit_minor}.", _ASK_EN)),
    },
    "scheme-excluded": {
        "nl": Words(("Je krijgt dit niet. Je doet al mee aan iets anders, en die twee kunnen niet samen.", _ASK)),
        "en": Words(
            ("You do not get this. You take part in something else already, and both is not possible.", _ASK_EN)
        ),
    },
    "too-young": {
        "nl": Words(("Je krijgt dit niet. Je moet {age} jaar of ouder zijn.", _ASK)),
        "en": Words(("You do not get this. You have to be {age} years or older.", _ASK_EN)),
    },
    "outside-window": {
        "nl": Words(
            (
                "Je kunt dit aanvragen van {window_from_on} tot en met {window_until_on}.",
                "Je vroeg het aan op {applied_on}.",
                _ASK,
            )
        ),
        "en": Words(
            (
                "You can apply for this from {window_from_on} up to and including {window_until_on}.",
                "You applied on {applied_on}.",
                _ASK_EN,
            )
        ),
    },
    "limit-reached": {
        "nl": Words(("Er is {amount_minor} gevraagd. Meer dan {limit_minor} kan niet.", _ASK)),
        "en": Words(("The amount asked is {amount_minor}. More than {limit_minor} is not possible.", _ASK_EN)),
    },
    "second-person-needed": {
        "nl": Words(("Er is {amount_minor} gevraagd. Boven {limit_minor} kijkt een tweede medewerker mee.", _ASK)),
        "en": Words(
            ("The amount asked is {amount_minor}. Above {limit_minor} a second officer looks at it too.", _ASK_EN)
        ),
    },
    "jobs-full": {
        "nl": Words(("Alle {most} banen zijn nu bezet.", _ASK)),
        "en": Words(("All {most} jobs are taken now.", _ASK_EN)),
    },
    "application-refused": {
        "nl": Words(("Je krijgt dit niet. Dat hebben we besloten op {decided_on}.", "De reden is: {reason}.", _ASK)),
        "en": Words(("You do not get this. We decided that on {decided_on}.", "The reason is: {reason}.", _ASK_EN)),
    },
    "application-withdrawn": {
        "nl": Words(("Je aanvraag is ingetrokken op {withdrawn_on}.", "Je kunt dit later opnieuw aanvragen.")),
        "en": Words(("Your application was withdrawn on {withdrawn_on}.", "You can apply for this again later.")),
    },
    "proposal-declined": {
        "nl": Words(
            (
                "We stelden je dit zelf voor. Op {withdrawn_on} is gezegd dat je het niet wilt.",
                "We stellen het je niet opnieuw voor. Je kunt het wel zelf aanvragen.",
            )
        ),
        "en": Words(
            (
                "We proposed this to you. On {withdrawn_on} we heard that you do not want it.",
                "We will not propose it to you again. You can apply for it yourself.",
            )
        ),
    },
    "application-closed": {
        "nl": Words(("Hierover was nog niet besloten. Het is afgesloten op {withdrawn_on}.",)),
        "en": Words(("This was not decided yet. It was closed on {withdrawn_on}.",)),
    },
    "facts-missing": {
        "nl": Words(("We weten nog niet genoeg om te beslissen.", _ASK)),
        "en": Words(("We do not know enough yet to decide.", _ASK_EN)),
    },
    "needs-a-decision": {
        "nl": Words(("Een medewerker kijkt hier eerst met jou naar.", _ASK)),
        "en": Words(("A case worker looks at this with you first.", _ASK_EN)),
    },
    "facts-invalid": {
        "nl": Words(("Iets wat is ingevuld, kan niet kloppen.", _ASK)),
        "en": Words(("Something that was filled in cannot be right.", _ASK_EN)),
    },
}

STEPS_OF_RULES: dict[str, dict[str, str]] = {
    "lapse-keeps": {
        "nl": "Daarnaast blijft {keeps_minor} nog een jaar op je pas staan.",
        "en": "Besides that {keeps_minor} stays on your pass for another year.",
    },
    "share": {"nl": "{known_minor} × {share} = {amount_minor}", "en": "{known_minor} × {share} = {amount_minor}"},
    "share-capped": {
        "nl": "Meer dan {cap_minor} kan niet. Je kreeg eerder al {before_minor}.",
        "en": "More than {cap_minor} is not possible. You already got {before_minor} before.",
    },
    "cap-of-period": {
        "nl": "Per kwartaal kan het niet meer zijn dan {cap_minor}.",
        "en": "It cannot be more than {cap_minor} for a quarter.",
    },
    "cap-of-year": {
        "nl": "Voor dit jaar is er nog {room_minor} over.",
        "en": "For this year {room_minor} is left.",
    },
}
