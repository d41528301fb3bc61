"""How a till asks and is answered: once under a key, for ever."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0002_guards"), ("passes", "0004_shown")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0003_asking"))]
