"""Reading the seals of the book."""

from budgets.operation import reading
from ledger import seals


@reading
def find_last_seal() -> seals.Seal | None:
    """Give the head of the chain of seals, if anything was sealed."""
    return seals.find_last_seal()
