"""A till that knocks is found in one trip: the tenant is told in the same statement that asks."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("shops", "0002_guards")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0003_till_of_token"))]
