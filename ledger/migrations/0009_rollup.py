"""Balances of accounts that are booked on without a lock."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_holds")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0009_rollup")),
        *(migrations.RunSQL(tenancy.fence(table)) for table in ("ledger_day_total", "ledger_rolled_up")),
    ]
