"""What must hold whoever writes: a receipt is settled once and whole, a settlement adds up, and nothing prepared changes."""

from django.db import migrations

from ledger import tenancy

MAY_CHANGE = "state, spent_minor, refunded_minor, fee_minor, paid_minor, line_count, paid_on"


class Migration(migrations.Migration):
    dependencies = [("settlements", "0001_tables"), ("shops", "0002_guards"), ("ledger", "0011_notices")]
    operations = [
        migrations.RunSQL(tenancy.guard("settlements_settlement", may=f"SELECT, INSERT, UPDATE ({MAY_CHANGE})")),
        migrations.RunSQL(tenancy.guard("settlements_entry", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("settlements_settlement", "shop_id", "shops_shop")),
        # An entry needs no key: a line says what the entry booked, which is looked up, and entries stay.
        migrations.RunSQL(tenancy.refer("settlements_entry", "settlement_id", "settlements_settlement")),
        migrations.RunSQL(tenancy.append_only("settlements_settlement", updatable=True)),
        migrations.RunSQL(tenancy.append_only("settlements_entry")),
        migrations.RunSQL(tenancy.statements(__file__, "0002_whole_receipts")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
