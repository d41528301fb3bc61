"""The number on a receipt, as people and shops read it."""


def receipt_number(number: int) -> str:
    """Give the number of a purchase with its two check digits (ISO 7064, 97-10), as the database tells it to a till."""
    return f"{number}{98 - number * 100 % 97:02d}"
