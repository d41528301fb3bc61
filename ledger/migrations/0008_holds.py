"""Holds: money set aside."""

from django.db import migrations

from ledger import tenancy

ADDED_TO = ("ledger_hold", "ledger_hold_leg", "ledger_hold_end")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_closes")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0008_holds")),
        *(migrations.RunSQL(tenancy.append_only(table)) for table in ADDED_TO),
        *(migrations.RunSQL(tenancy.fence(table)) for table in (*ADDED_TO, "ledger_hold_open")),
    ]
