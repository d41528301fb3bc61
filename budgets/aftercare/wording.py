"""The words for effects and warnings: Dutch (B1) and English, short plain sentences."""

LANGUAGES = ("nl", "en")

RIGHTS = {
    "assistance": {"nl": "je uitkering", "en": "your benefit"},
    "volunteering": {"nl": "je vrijwilligersvergoeding", "en": "your volunteer allowance"},
    "local-schemes": {"nl": "regelingen van de gemeente", "en": "schemes of the municipality"},
    "remission": {"nl": "kwijtschelding van gemeentelijke belastingen", "en": "remission of local taxes"},
    "rent-allowance": {"nl": "huurtoeslag", "en": "rent allowance (huurtoeslag)"},
    "care-allowance": {"nl": "zorgtoeslag", "en": "care allowance (zorgtoeslag)"},
}

MISSING = {
    "benefit": {"nl": "of je een uitkering hebt", "en": "whether you have a benefit"},
    "other_gifts": {"nl": "welke giften je dit jaar al kreeg", "en": "which gifts you had this year already"},
    "assets": {"nl": "hoeveel spaargeld je hebt", "en": "how much savings you have"},
    "household_type": {"nl": "met wie je woont", "en": "who you live with"},
    "income": {"nl": "wat je inkomen is", "en": "what your income is"},
    "incomes": {"nl": "wat je inkomen van het hele jaar is", "en": "what your income of the whole year is"},
    "norm": {"nl": "welke bijstandsnorm voor jou geldt", "en": "which norm of social assistance holds for you"},
    "gifts": {
        "nl": "hoeveel giften je gemeente in dat jaar vrijlaat",
        "en": "how much in gifts your municipality leaves free in that year",
    },
    "figure": {"nl": "welk bedrag in dat jaar geldt", "en": "which amount holds in that year"},
}

SAYS: dict[str, dict[str, str]] = {
    "missing": {
        "nl": "We weten niet {missing}. Daarom kijkt een medewerker met je wat dit betekent voor {right}.",
        "en": "We do not know {missing}. So somebody looks with you what this means for {right}.",
    },
    "gift-above": {
        "nl": "In {year} krijg je samen {after} aan giften. Tot {limit} telt niet mee voor je uitkering. Over {by} "
        "beslist wie je uitkering betaalt. Vraag dat voordat je ja zegt.",
        "en": "In {year} you get {after} in gifts together. Up to {limit} does not count for your benefit. Whoever "
        "pays your benefit decides about {by}. Ask before you say yes.",
    },
    "gift-within": {
        "nl": "In {year} krijg je samen {after} aan giften. Dat is niet meer dan {limit}. Je uitkering verandert hier "
        "niet door.",
        "en": "In {year} you get {after} in gifts together. That is not more than {limit}. Your benefit does not "
        "change because of it.",
    },
    "volunteer-year": {
        "nl": "In {year} krijg je {after} voor vrijwilligerswerk. Vrij is {limit} per jaar, dus {by} meer. Het kan "
        "meetellen voor {right}.",
        "en": "In {year} you get {after} for volunteer work. Free is {limit} a year, so {by} more. It may count for "
        "{right}.",
    },
    "volunteer-month": {
        "nl": "Je krijgt {after} per maand voor vrijwilligerswerk. Vrij is {limit} per maand. Samen is het {by} meer. "
        "Het kan meetellen voor {right}.",
        "en": "You get {after} a month for volunteer work. Free is {limit} a month. Together it is {by} more. It may "
        "count for {right}.",
    },
    "volunteer-within": {
        "nl": "In {year} krijg je {after} voor vrijwilligerswerk. Dat is niet meer dan {limit}. Krijg je voor "
        "vrijwilligerswerk nergens anders geld, dan verandert er niets aan {right}.",
        "en": "In {year} you get {after} for volunteer work. That is not more than {limit}. If nobody else pays you "
        "for volunteer work, nothing changes about {right}.",
    },
    "assets-above": {
        "nl": "Bewaar je dit geld, dan heb je {after}. De grens voor {right} is {limit}. Kom je daarboven, dan kan "
        "{right} stoppen.",
        "en": "If you keep this money, you have {after}. The limit for {right} is {limit}. Above it, {right} may stop.",
    },
    "local-110": {
        "nl": "Je inkomen kan van {before} naar {after} per maand gaan. Veel regelingen stoppen boven 110% van de norm "
        "({limit}). We kijken samen welke dat zijn.",
        "en": "Your income may go from {before} to {after} a month. Many schemes stop above 110% of the norm "
        "({limit}). We look together which ones.",
    },
    "local-120": {
        "nl": "Je inkomen kan van {before} naar {after} per maand gaan. Sommige regelingen stoppen boven 120% van de "
        "norm ({limit}). We kijken samen welke dat zijn.",
        "en": "Your income may go from {before} to {after} a month. Some schemes stop above 120% of the norm "
        "({limit}). We look together which ones.",
    },
    "local-130": {
        "nl": "Je inkomen kan van {before} naar {after} per maand gaan. Sommige regelingen stoppen boven 130% van de "
        "norm ({limit}). We kijken samen welke dat zijn.",
        "en": "Your income may go from {before} to {after} a month. Some schemes stop above 130% of the norm "
        "({limit}). We look together which ones.",
    },
    "remission": {
        "nl": "Je inkomen kan van {before} naar {after} per maand gaan. Boven {limit} kan kwijtschelding lager worden.",
        "en": "Your income may go from {before} to {after} a month. Above {limit} remission may become less.",
    },
    "allowance-less": {
        "nl": "Je inkomen van {year} kan van {before} naar {after} gaan. Daardoor kan {right} lager worden. Doe een "
        "proefberekening bij Dienst Toeslagen.",
        "en": "Your income of {year} may go from {before} to {after}. So {right} may become less. Do a trial "
        "calculation with Dienst Toeslagen.",
    },
    "allowance-ends": {
        "nl": "Je inkomen van {year} kan van {before} naar {after} gaan. Boven {limit} is er geen {right}. Doe een "
        "proefberekening bij Dienst Toeslagen.",
        "en": "Your income of {year} may go from {before} to {after}. Above {limit} there is no {right}. Do a trial "
        "calculation with Dienst Toeslagen.",
    },
    "rent-taper": {
        "nl": "Je inkomen van {year} kan van {before} naar {after} gaan. Je huurtoeslag kan dan {by} per jaar lager "
        "worden.",
        "en": "Your income of {year} may go from {before} to {after}. Your rent allowance may then become {by} a year "
        "less.",
    },
    "rent-within": {
        "nl": "Je inkomen van {year} blijft onder {limit}. Je huurtoeslag verandert hier niet door.",
        "en": "Your income of {year} stays below {limit}. Your rent allowance does not change because of it.",
    },
    "lump-sum": {
        "nl": "Je krijgt {amount} in één keer. Je hebt een uitkering. Dit geld kan gevolgen hebben voor je uitkering "
        "en je toeslagen. Wij vragen het nooit terug, maar anderen beslissen over die rechten. Vraag het eerst na.",
        "en": "You get {amount} at once. You have a benefit. This money may have consequences for your benefit and "
        "your allowances. We never ask it back, but others decide about those rights. Ask them first.",
    },
    "lump-sum-above": {
        "nl": "Je krijgt {amount} in één keer. Dat is meer dan {limit}. Je hebt een uitkering. Dit geld kan gevolgen "
        "hebben voor je uitkering en je toeslagen. Wij vragen het nooit terug, maar anderen beslissen over die "
        "rechten. Vraag het eerst na.",
        "en": "You get {amount} at once. That is more than {limit}. You have a benefit. This money may have "
        "consequences for your benefit and your allowances. We never ask it back, but others decide about those "
        "rights. Ask them first.",
    },
}
