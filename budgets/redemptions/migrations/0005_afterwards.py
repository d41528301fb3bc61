"""What becomes of a purchase: captured, cancelled, expired, refunded."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("redemptions", "0004_authorise")]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0005_afterwards"))]
