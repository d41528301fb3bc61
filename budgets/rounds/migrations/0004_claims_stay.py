"""From the lock on claims stay as they were divided, in the database: what they get more is a row of its own."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("rounds", "0003_raises_by_themselves")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0004_claims_stay"))]
