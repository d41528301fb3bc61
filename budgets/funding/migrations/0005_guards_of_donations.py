"""What must hold whoever writes: gifts stay within the municipality, and are only added."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_donations"), ("parties", "0002_guards"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("funding_donation", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("funding_donation", "fund_id", "funding_fund")),
        migrations.RunSQL(tenancy.refer("funding_donation", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.append_only("funding_donation")),
    ]
