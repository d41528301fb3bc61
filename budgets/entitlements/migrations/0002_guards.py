"""What must hold whoever writes: rows stay within the municipality, moves and grants are only added, a period only gains."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0001_tables"),
        ("parties", "0002_guards"),
        ("funding", "0002_guards"),
        ("ledger", "0005_privileges"),
    ]
    operations = [
        migrations.RunSQL(
            tenancy.guard(
                "entitlements_entitlement",
                may="SELECT, INSERT, UPDATE (state, opened, missed_count, next_due_on, booked_count, granted_count)",
            )
        ),
        migrations.RunSQL(tenancy.guard("entitlements_move", may="SELECT, INSERT")),
        migrations.RunSQL(
            tenancy.guard(
                "entitlements_period", may="SELECT, INSERT, UPDATE (state, used_minor, granted_minor, explanation)"
            )
        ),
        migrations.RunSQL(tenancy.guard("entitlements_grant", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("entitlements_run", root=True, may="SELECT, INSERT, UPDATE (state)")),
        migrations.RunSQL(tenancy.guard("entitlements_run_chunk", may="SELECT, INSERT, UPDATE (outcome)")),
        migrations.RunSQL(tenancy.refer("entitlements_entitlement", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("entitlements_entitlement", "fund_id", "funding_fund")),
        migrations.RunSQL(tenancy.refer("entitlements_move", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_period", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_grant", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_grant", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("entitlements_run_chunk", "run_id", "entitlements_run")),
        migrations.RunSQL(tenancy.append_only("entitlements_move")),
        migrations.RunSQL(tenancy.append_only("entitlements_grant")),
        migrations.RunSQL(tenancy.append_only("entitlements_period", updatable=True)),
        migrations.RunSQL(tenancy.append_only("entitlements_entitlement", updatable=True)),
        migrations.RunSQL(tenancy.statements(__file__, "0002_only_gains")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
