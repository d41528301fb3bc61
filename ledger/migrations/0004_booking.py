"""The functions that book."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_guards")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0004_booking")),
    ]
