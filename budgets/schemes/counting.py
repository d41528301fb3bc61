"""What a scheme's money is to the other rights of a person."""

from enum import StrEnum


class CountsAs(StrEnum):
    GIFT = "gift"  # free to spend
    VOLUNTEER = "volunteer"  # an allowance for volunteer work
    COSTS = "costs"  # special assistance, or a contribution to costs that someone has, paid to them
    IN_KIND = "in-kind"  # a pass, goods, lessons, or a bill that is paid to somebody else
    PREMIUM = "premium"  # a premium on earnings, which other rights leave out
    WAGE = "wage"
