"""Counts are of all: they are lost when the server falls, and nobody waits for a disk to count a wrong code."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL("ALTER TABLE limits_count SET UNLOGGED"),
        migrations.RunSQL("GRANT SELECT, INSERT, UPDATE (counted, ends_at), DELETE ON limits_count TO grondslag_app"),
    ]
