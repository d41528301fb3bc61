"""What must hold whoever writes: a log-in and a code stay within the municipality, and never change whose they are."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("access", "0001_tables"), ("parties", "0004_guards_of_households"), ("passes", "0002_guards")]
    operations = [
        migrations.RunSQL(tenancy.guard("access_access", root=True, may="SELECT, INSERT, UPDATE (ended_on)")),
        migrations.RunSQL(tenancy.guard("access_sent_code", may="SELECT, INSERT, UPDATE (tries, used_at)")),
        migrations.RunSQL(tenancy.refer("access_access", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("access_access", "officer_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("access_sent_code", "pass_id", "passes_pass")),
        migrations.RunSQL(tenancy.append_only("access_access", updatable=True)),
        migrations.RunSQL(tenancy.append_only("access_sent_code", updatable=True)),
    ]
