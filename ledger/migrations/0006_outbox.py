"""The taking of rows from the outbox, and what was taken."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0006_outbox")),
        migrations.RunSQL(tenancy.fence("ledger_outbox_taken")),
    ]
