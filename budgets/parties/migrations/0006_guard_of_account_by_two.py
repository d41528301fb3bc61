"""What must hold whoever writes: an organisation whose account takes two officers does not lose that."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_account_by_two")]
    operations = [
        migrations.RunSQL("GRANT UPDATE (account_by_two) ON parties_organisation TO grondslag_app"),
        migrations.RunSQL(tenancy.statements(__file__, "0006_account_by_two")),
    ]
