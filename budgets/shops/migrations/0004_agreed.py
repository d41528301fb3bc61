"""What was agreed with a shop and holds on a day: schemes, prices, limits."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("shops", "0003_till_of_token")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0004_agreed"))]
