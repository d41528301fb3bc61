"""Notices of what will lapse."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_seals")]
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0011_notices")),
        migrations.RunSQL(tenancy.append_only("ledger_lapse_notice")),
        migrations.RunSQL(tenancy.fence("ledger_lapse_notice")),
    ]
