"""The journal as others read it."""

from ledger.balances import JournalLine, list_journal

__all__ = ["JournalLine", "list_journal"]
