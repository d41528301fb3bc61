"""What must hold whoever writes: jobs stay within the municipality and are never deleted; heartbeats are of all."""

from django.db import migrations

from ledger import tenancy

COLUMNS = "state, next_try_at, rung_at, step, tries, turn, worker, lease_until, failed_with, ended_at"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("outbox_job", root=True, may=f"SELECT, INSERT, UPDATE ({COLUMNS})")),
        migrations.RunSQL(tenancy.append_only("outbox_job", updatable=True)),
        migrations.RunSQL("GRANT SELECT, INSERT, UPDATE (seen_at, swept_at), DELETE ON outbox_heartbeat TO grondslag_app"),
        migrations.RunSQL(tenancy.statements(__file__, "0002_doorbell")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
