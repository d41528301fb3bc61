"""Fences between municipalities, and what the application may do."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_booking")]
    operations = [
        *(
            migrations.RunSQL(tenancy.fence(table))
            for table in ("ledger_account", "ledger_balance", "ledger_entry", "ledger_posting", "ledger_outbox")
        ),
        migrations.RunSQL(tenancy.statements(__file__, "0005_privileges")),
    ]
