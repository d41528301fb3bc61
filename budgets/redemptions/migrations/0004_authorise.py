"""One function that authorises a purchase."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0003_asking")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0004_authorise"))]
