"""What must hold whoever writes."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_chart")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0003_guards")),
        *(migrations.RunSQL(tenancy.append_only(table)) for table in ("ledger_account", "ledger_entry", "ledger_posting", "ledger_flow")),
        migrations.RunSQL(tenancy.append_only("ledger_balance", updatable=True)),
    ]
