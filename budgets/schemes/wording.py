"""What is told to people: per code and language short plain sentences, B1 in Dutch. Names in braces are facts.

Facts are named for how they are shown: `*_minor` are amounts in the `unit` of the explanation (euros unless it says
another), `*_cents` always euros, `*_on` dates, `*hours` hours, `*share` per cents; `period` is the name of the stretch
of time. The steps of the sum are told between `first` and `then`.
"""

from budgets.schemes.sentences import DONE as _DONE
from budgets.schemes.sentences import DONE_EN as _DONE_EN
from budgets.schemes.sentences import STAYS as _STAYS
from budgets.schemes.sentences import STAYS_EN as _STAYS_EN
from budgets.schemes.sentences import YOURS as _YOURS
from budgets.schemes.sentences import YOURS_EN as _YOURS_EN
from budgets.schemes.sentences import Words
from budgets.schemes.words_of_rounds import STEPS_OF_ROUNDS, WORDS_OF_ROUNDS
from budgets.schemes.words_of_rules import STEPS_OF_RULES, WORDS_OF_RULES
from ledger.amount import Unit

_NEEDED = "Voor een aanvulling zijn {required_hours} uur of meer nodig."
_NEEDED_EN = "A refill takes {required_hours} hours or more."

WORDS: dict[str, dict[str, Words]] = {
    **WORDS_OF_RULES,
    **WORDS_OF_ROUNDS,
    "opening": {
        "nl": Words(("Je begint met {amount_minor}.", _YOURS)),
        "en": Words(("You start with {amount_minor}.", _YOURS_EN)),
    },
    "met": {
        "nl": Words((_DONE, _NEEDED + " Dat is gelukt."), ("Je krijgt {amount_minor}.", _YOURS)),
        "en": Words((_DONE_EN, _NEEDED_EN + " You made it."), ("You get {amount_minor}.", _YOURS_EN)),
    },
    "met-full": {
        "nl": Words((_DONE, _NEEDED + " Dat is gelukt."), ("Je budget is nog vol. Er hoeft nu niets bij.", _STAYS)),
        "en": Words((_DONE_EN, _NEEDED_EN + " You made it."), ("Your budget is still full: no refill now.", _STAYS_EN)),
    },
    "missed": {
        "nl": Words((_DONE, _NEEDED + " Daarom krijg je nu geen aanvulling."), (_STAYS,)),
        "en": Words((_DONE_EN, _NEEDED_EN + " That is why there is no refill now."), (_STAYS_EN,)),
    },
    "broken": {
        "nl": Words(
            (_DONE, _NEEDED, "Je deed niet het hele kwartaal mee. Daarom telt dit kwartaal niet als gemist."), (_STAYS,)
        ),
        "en": Words(
            (
                _DONE_EN,
                _NEEDED_EN,
                "You did not take part the whole quarter, so this quarter does not count as missed.",
            ),
            (_STAYS_EN,),
        ),
    },
    "paused": {
        "nl": Words(("{period} stond je budget stil. Dit kwartaal telt niet mee.", _STAYS)),
        "en": Words(("{period} your budget was paused. This quarter does not count.", _STAYS_EN)),
    },
    "gift": {
        "nl": Words(("Je krijgt {amount_minor}. Dit is maand {number} van {months}.", _YOURS)),
        "en": Words(("You get {amount_minor}. This is month {number} of {months}.", _YOURS_EN)),
    },
    "gift-postponed": {
        "nl": Words(("{period} staan de betalingen stil. Deze maand krijg je later alsnog.", _STAYS)),
        "en": Words(("{period} the payments are paused. You will still get this month later.", _STAYS_EN)),
    },
    "gift-skipped": {
        "nl": Words(("{period} staan de betalingen stil. Deze maand krijg je geen geld.", _STAYS)),
        "en": Words(("{period} the payments are paused. You get no money for this month.", _STAYS_EN)),
    },
    "late": {
        "nl": Words(
            ("We hebben later nog uren van je gekregen.", _DONE),
            ("Hiervoor kreeg je al {before_minor}. Je krijgt er nu {amount_minor} bij.", _YOURS),
        ),
        "en": Words(
            ("We received more of your hours later.", _DONE_EN),
            ("For this you already got {before_minor}. Now you get {amount_minor} more.", _YOURS_EN),
        ),
    },
    "late-counted": {
        "nl": Words(
            ("We hebben later nog uren van je gekregen.", _DONE),
            ("Er hoeft geen geld bij. Je hebt nu wel genoeg uren voor dit kwartaal.", _STAYS),
        ),
        "en": Words(
            ("We received more of your hours later.", _DONE_EN),
            ("No money is added, but you now have enough hours for this quarter.", _STAYS_EN),
        ),
    },
    "suspended": {
        "nl": Words(("Vanaf {suspended_on} staat je budget stil. Je krijgt dan even geen nieuw geld.", _STAYS)),
        "en": Words(("From {suspended_on} your budget is paused. For now you get no new money.", _STAYS_EN)),
    },
    "fund-exhausted": {
        "nl": Words(
            (
                "Vanaf {due_on} staat je budget stil. De gemeente heeft er nu niet genoeg geld voor.",
                "Dit ligt niet aan jou. De gemeente zoekt een oplossing.",
                _STAYS,
            )
        ),
        "en": Words(
            (
                "From {due_on} your budget is paused. The municipality does not have enough money for it now.",
                "This is not because of you. The municipality is looking for a solution.",
                _STAYS_EN,
            )
        ),
    },
    "resumed": {
        "nl": Words(("Vanaf {resumed_on} gaat je budget weer verder.",)),
        "en": Words(("From {resumed_on} your budget goes on again.",)),
    },
    "stopped": {
        "nl": Words(("Je budget stopt op {stopped_on}. Je krijgt daarna geen nieuw geld.", _STAYS)),
        "en": Words(("Your budget stops on {stopped_on}. You get no new money after that.", _STAYS_EN)),
    },
    "stopped-missed": {
        "nl": Words(
            (
                "Je had {missed_count} kwartalen achter elkaar te weinig uren. Daarom stopt je budget op {stopped_on}.",
                _STAYS,
                "Wil je weer vrijwilligerswerk doen? Dan kun je opnieuw beginnen.",
            )
        ),
        "en": Words(
            (
                "You had too few hours for {missed_count} quarters in a row. Your budget stops on {stopped_on}.",
                _STAYS_EN,
                "Do you want to do volunteer work again? Then you can start again.",
            )
        ),
    },
    "stop-undone": {
        "nl": Words(("We hebben later nog uren van je gekregen. Je budget is daarom niet gestopt op {stopped_on}.",)),
        "en": Words(("We received more of your hours later, so your budget did not stop on {stopped_on}.",)),
    },
    "restarted": {
        "nl": Words(("Vanaf {restarted_on} doe je weer mee. Je krijgt niet opnieuw een bedrag om mee te beginnen.",)),
        "en": Words(("From {restarted_on} you take part again. You do not get an amount to start with again.",)),
    },
    "lapse-notice": {
        "nl": Words(
            (
                "Op je pas staat nog {amount_minor}. Je kunt het besteden tot {lapses_on}.",
                "Wat je dan niet hebt besteed, vervalt. Je hoeft niets terug te betalen.",
            )
        ),
        "en": Words(
            (
                "There is {amount_minor} left on your pass. You can spend it until {lapses_on}.",
                "What you have not spent by then lapses. You do not have to pay anything back.",
            )
        ),
    },
    "lapsed": {
        "nl": Words(
            (
                "Op {lapses_on} is {amount_minor} van je pas vervallen, omdat het niet was besteed.",
                "Op {told_1_on} en op {told_2_on} kreeg je daarover bericht. Je hoeft niets terug te betalen.",
            )
        ),
        "en": Words(
            (
                "On {lapses_on} {amount_minor} of your pass lapsed, because it was not spent.",
                "We told you on {told_1_on} and on {told_2_on}. You do not have to pay anything back.",
            )
        ),
    },
    "used-up": {
        "nl": Words(
            ("Er staat niets meer op je pas. Op {ended_on} is het afgesloten.", "Je hoeft niets terug te betalen.")
        ),
        "en": Words(
            (
                "There is nothing left on your pass. It was closed on {ended_on}.",
                "You do not have to pay anything back.",
            )
        ),
    },
    "complete": {
        "nl": Words(("Dit was de laatste betaling. Op {ended_on} is alles betaald.", _STAYS)),
        "en": Words(("This was the last payment. On {ended_on} everything has been paid.", _STAYS_EN)),
    },
    "ended": {
        "nl": Words(("Het budget eindigt op {ended_on}.", _STAYS)),
        "en": Words(("The budget ends on {ended_on}.", _STAYS_EN)),
    },
}

STEP_WORDS: dict[str, dict[str, str]] = {
    **STEPS_OF_RULES,
    **STEPS_OF_ROUNDS,
    "value": {
        "nl": "{hours} uur × {rate_minor} = {amount_minor}",
        "en": "{hours} hours × {rate_minor} = {amount_minor}",
    },
    "value-rounded": {
        "nl": "{hours} uur × {rate_minor} = {amount_minor} (afgerond)",
        "en": "{hours} hours × {rate_minor} = {amount_minor} (rounded)",
    },
    "sum": {
        "nl": "Bij elkaar is dat {amount_minor}. We ronden één keer af.",
        "en": "Together that is {amount_minor}. We round once.",
    },
    "carried": {
        "nl": "Hier zitten {hours} uur uit eerdere kwartalen bij.",
        "en": "This includes {hours} hours from earlier quarters.",
    },
    "capped": {
        "nl": "Er stond {balance_minor} op je budget. Meer kun je niet gebruiken.",
        "en": "There was {balance_minor} in your budget. You cannot use more than that.",
    },
    "left": {
        "nl": "Wat er nog op je budget staat: {balance_minor} - {used_minor} = {left_minor}",
        "en": "What is left in your budget: {balance_minor} - {used_minor} = {left_minor}",
    },
    "refill": {
        "nl": "We vullen je budget aan tot {ceiling_minor}: {ceiling_minor} - {left_minor} = {amount_minor}",
        "en": "We refill your budget to {ceiling_minor}: {ceiling_minor} - {left_minor} = {amount_minor}",
    },
    "missed-in-a-row": {
        "nl": "Dit is gemist kwartaal {missed_count}. Bij {allowed_count} achter elkaar stopt je budget.",
        "en": "This is missed quarter {missed_count}. At {allowed_count} in a row your budget stops.",
    },
}

UNITS = {
    "nl": {Unit.POINT: ("punt", "punten"), Unit.LESSON: ("les", "lessen"), Unit.PACK: ("pak", "pakken")},
    "en": {Unit.POINT: ("point", "points"), Unit.LESSON: ("lesson", "lessons"), Unit.PACK: ("pack", "packs")},
}
"""One, and more than one."""

MONTHS = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}

QUARTERS = {"nl": ("eerste", "tweede", "derde", "vierde"), "en": ("first", "second", "third", "fourth")}

PERIODS = {
    "nl": {
        "month": "In {month} {year}",
        "quarter": "In het {quarter} kwartaal van {year}",
        "half_year": "In de {half} helft van {year}",
        "year": "In {year}",
        "days": "Van {from_on} tot en met {until_on}",
    },
    "en": {
        "month": "In {month} {year}",
        "quarter": "In the {quarter} quarter of {year}",
        "half_year": "In the {half} half of {year}",
        "year": "In {year}",
        "days": "From {from_on} up to and including {until_on}",
    },
}
