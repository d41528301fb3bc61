"""The units, the classes of the chart of accounts and the flow matrix. `chart.py` says the same, and a test holds them together."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0002_chart"), migrations.RunSQL.noop),
    ]
