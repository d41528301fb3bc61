"""What must hold whoever writes: a person is in one household at a time, and memberships are only added and ended."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_households"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("parties_household", root=True, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("parties_household_member", may="SELECT, INSERT, UPDATE (until_on)")),
        migrations.RunSQL("GRANT UPDATE (roles) ON parties_officer TO grondslag_app"),
        migrations.RunSQL(tenancy.refer("parties_household_member", "household_id", "parties_household")),
        migrations.RunSQL(tenancy.refer("parties_household_member", "person_id", "parties_person", deferred=True)),
        migrations.RunSQL(tenancy.statements(__file__, "0004_one_household_at_a_time")),
    ]
