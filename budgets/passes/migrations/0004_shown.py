"""A pass is shown at a till: who has it, whether it pays, and each code of a phone once."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("passes", "0003_carried")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0004_shown"))]
