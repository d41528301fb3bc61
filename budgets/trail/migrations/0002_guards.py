"""What must hold whoever writes: the trail is only added to, and is the municipality's own."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("trail_act", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.append_only("trail_act")),
    ]
