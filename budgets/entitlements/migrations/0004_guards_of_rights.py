"""What must hold whoever writes: notices and lapses are only added, and what was decided stays once it is awarded."""

from django.db import migrations

from ledger import tenancy

DECIDED = "fund_id, cohort, budget, category, unit, facts, decided_minor, payee_id, covers_from, starts_on, awarded_on"


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0003_rights")]
    operations = [
        migrations.RunSQL(tenancy.guard("entitlements_fund_share", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("entitlements_notice", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("entitlements_lapse", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("entitlements_entitlement", "payee_id", "parties_organisation")),
        migrations.RunSQL(tenancy.refer("entitlements_fund_share", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_fund_share", "fund_id", "funding_fund")),
        migrations.RunSQL(tenancy.refer("entitlements_notice", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("entitlements_lapse", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.append_only("entitlements_fund_share")),
        migrations.RunSQL(tenancy.append_only("entitlements_notice")),
        migrations.RunSQL(tenancy.append_only("entitlements_lapse")),
        migrations.RunSQL(
            f"""
            GRANT UPDATE ({DECIDED}, decided_on) ON entitlements_entitlement TO grondslag_app;
            -- Who awards fills in what was proposed. After that the person goes by it.
            CREATE TRIGGER entitlements_entitlement_stays_as_awarded
                BEFORE UPDATE OF {DECIDED}, decided_on ON entitlements_entitlement
                FOR EACH ROW WHEN (OLD.state <> 'PROPOSED') EXECUTE FUNCTION ledger_refuse_change();
            """
        ),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
