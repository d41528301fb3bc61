"""No batch leaves while the books of the municipality wait, after a restore, for the word of a person."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("payouts", "0002_guards"), ("restores", "0002_guards")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0003_restore_mode"))]
