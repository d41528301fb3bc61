"""What was put on a pass stays as it was granted; only the day on which it lapses moves, and never to an earlier one."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0008_pass_budgets"), ("ledger", "0011_notices")]
    operations = [
        migrations.RunSQL(
            tenancy.guard(
                "entitlements_pass_budget", may="SELECT, INSERT, UPDATE (lapses_on, keeps_minor, rest_lapses_on)"
            )
        ),
        migrations.RunSQL(tenancy.refer("entitlements_pass_budget", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_pass_budget", "account", "ledger_account")),
        migrations.RunSQL(tenancy.append_only("entitlements_pass_budget", updatable=True)),
        migrations.RunSQL(tenancy.statements(__file__, "0009_lapses_later")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
