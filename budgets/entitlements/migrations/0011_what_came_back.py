"""What comes back onto a pass can be spent, also where it had ended or lapsed by then."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0010_over")]
    operations = [
        migrations.RunSQL("GRANT UPDATE (over) ON entitlements_pass_budget TO grondslag_app"),
        migrations.RunSQL(tenancy.statements(__file__, "0011_what_came_back")),
    ]
