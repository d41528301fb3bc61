"""What must hold whoever writes: issue points and deliveries stay within the municipality, and are only added."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_tables"), ("funding", "0002_guards"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("stock_issue_point", root=True, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("stock_delivery", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("stock_delivery", "point_id", "stock_issue_point")),
        migrations.RunSQL(tenancy.refer("stock_delivery", "fund_id", "funding_fund")),
        migrations.RunSQL(tenancy.append_only("stock_delivery")),
    ]
