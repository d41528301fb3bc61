"""Holds: money set aside."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_closes")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0008_holds")),
        migrations.RunSQL(tenancy.append_only("ledger_hold", updatable=True)),
        migrations.RunSQL(tenancy.append_only("ledger_hold_leg")),
        *(migrations.RunSQL(tenancy.fence(table)) for table in ("ledger_hold", "ledger_hold_leg")),
    ]
