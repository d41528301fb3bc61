"""Months of a book, closed in order."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_outbox")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0007_closes")),
        migrations.RunSQL(tenancy.append_only("ledger_close")),
        migrations.RunSQL(tenancy.fence("ledger_close")),
    ]
