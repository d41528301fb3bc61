"""Funds are opened, and stay."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("funding_fund", root=True, may="SELECT, INSERT")),
    ]
