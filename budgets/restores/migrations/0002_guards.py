"""What must hold whoever writes: a restore is confirmed once, by someone, and stays written."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("restores", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(
            tenancy.guard("restores_restore", root=True, may="SELECT, UPDATE (confirmed_at, confirmed_by, reason)")
        ),
        migrations.RunSQL(tenancy.append_only("restores_restore", updatable=True)),
        migrations.RunSQL(tenancy.statements(__file__, "0002_confirmed_once")),
    ]
