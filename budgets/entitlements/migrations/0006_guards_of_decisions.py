"""What must hold whoever writes: decisions and assessments are only added, and the household of an award stays."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0005_decisions")]
    operations = [
        migrations.RunSQL(tenancy.guard("entitlements_decision", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("entitlements_assessment", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("entitlements_decision", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("entitlements_decision", "officer_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("entitlements_decision", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_assessment", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("entitlements_assessment", "household_id", "parties_household")),
        migrations.RunSQL(tenancy.refer("entitlements_entitlement", "household_id", "parties_household")),
        migrations.RunSQL(tenancy.append_only("entitlements_decision")),
        migrations.RunSQL(tenancy.append_only("entitlements_assessment")),
        migrations.RunSQL(
            """
            GRANT UPDATE (household_id, waits_for) ON entitlements_entitlement TO grondslag_app;
            CREATE TRIGGER entitlements_entitlement_household_stays
                BEFORE UPDATE OF household_id, waits_for ON entitlements_entitlement
                FOR EACH ROW WHEN (OLD.state <> 'PROPOSED') EXECUTE FUNCTION ledger_refuse_change();
            """
        ),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
