"""What a shop is owed leaves as people's money does: once and whole, in a batch that two officers saw."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_settlements"), ("settlements", "0002_guards")]
    operations = [
        migrations.RunSQL(tenancy.refer("payouts_disbursement", "settlement_id", "settlements_settlement")),
        migrations.RunSQL(tenancy.statements(__file__, "0005_settlements")),
    ]
