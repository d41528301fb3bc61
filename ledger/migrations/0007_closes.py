"""Months of a book, closed in order; the tables of the seals, which entries must not come before."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_outbox")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0007_closes")),
        *(
            migrations.RunSQL(tenancy.append_only(table) + tenancy.fence(table))
            for table in ("ledger_close", "ledger_seal", "ledger_entry_number")
        ),
    ]
