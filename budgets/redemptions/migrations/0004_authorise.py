"""One function that authorises a purchase."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0003_asking"), ("shops", "0004_agreed")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0004_authorise"))]
