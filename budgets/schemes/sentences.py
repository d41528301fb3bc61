"""What the words that people are told are made of, and the sentences that come back in many of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences before and after the steps of the sum."""

    first: tuple[str, ...]
    then: tuple[str, ...] = ()


YOURS = "Dit geld is van jou. Je hoeft het nooit terug te betalen."
YOURS_EN = "This money is yours. You never have to pay it back."
STAYS = "Wat je al hebt gekregen, blijft van jou. Je hoeft niets terug te betalen."
STAYS_EN = "What you already received stays yours. You do not have to pay anything back."
DONE = "{period} heb je {hours} uur vrijwilligerswerk gedaan."
DONE_EN = "{period} you did {hours} hours of volunteer work."
