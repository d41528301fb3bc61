"""The tables of the ledger, to read. Nothing here can be saved: bookings go through `journal`, accounts through
`accounts`.
"""

from django.db import models


class Municipality(models.Model):
    """One municipality is one tenant and one book."""

    id = models.IntegerField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_municipality"

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A place that holds one unit; it never changes. What a floored one has is its row in `ledger_balance`."""

    pk = models.CompositePrimaryKey("municipality_id", "id")
    municipality = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+")
    id = models.BigIntegerField()
    account_class = models.TextField(db_column="class")
    unit = models.TextField()
    holder = models.UUIDField(null=True)
    entitlement = models.UUIDField(null=True)
    scheme = models.TextField(null=True)  # noqa: DJ001 - NULL says that the account is of no scheme; '' would be a scheme
    fund = models.UUIDField(null=True)
    side = models.SmallIntegerField()
    floored = models.BooleanField()

    class Meta:
        managed = False
        db_table = "ledger_account"

    def __str__(self) -> str:
        return f"{self.account_class} {self.id}"


class JournalEntry(models.Model):
    """An immutable balanced act. `reverses` names the entry that it undoes."""

    pk = models.CompositePrimaryKey("municipality_id", "id")
    municipality = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+")
    id = models.BigIntegerField()
    key = models.TextField()
    request_hash = models.BinaryField()
    act = models.TextField()
    happened_on = models.DateField()
    booked_at = models.DateTimeField()
    why = models.TextField()
    reverses = models.BigIntegerField(null=True)
    lines = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_entry"

    def __str__(self) -> str:
        return f"{self.act} {self.key}"


class Posting(models.Model):
    """One line of an entry: above zero is a debit, below zero a credit, in minor units of the account's unit."""

    pk = models.CompositePrimaryKey("municipality_id", "entry_id", "line")
    municipality = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+")
    entry_id = models.BigIntegerField()
    line = models.SmallIntegerField()
    account_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField(db_column="amount")
    act = models.TextField()
    account_class = models.TextField(db_column="class")
    unit = models.TextField()
    happened_on = models.DateField()
    balance_after = models.BigIntegerField(null=True)
    version = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_posting"

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.line}"
