"""Terms are added to; a row may be given an end, nothing else."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("schemes", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("schemes_term", root=True, may="SELECT, INSERT, UPDATE (valid_until)")),
    ]
