"""The number on a receipt, as people and shops read it."""

from stdnum.iso7064 import mod_97_10


def receipt_number(number: int) -> str:
    """Give the number of a purchase with its two check digits (ISO 7064, 97-10), as the database tells it to a till."""
    return f"{number}{mod_97_10.calc_check_digits(str(number))}"
