"""Sealing a book day by day."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_rollup")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0010_seals")),
    ]
