"""What must hold whoever writes: nothing changes under a word that was given, and after the lock nothing becomes less."""

from django.db import migrations

from ledger import tenancy

DECIDED = "state, factor_millionths, forced_millionths, full_minor, total_minor, proposed_by_id, proposed_on, approved_by_id, approved_on"


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0001_tables"),
        ("entitlements", "0004_guards_of_rights"),
        ("parties", "0004_guards_of_households"),
        ("ledger", "0005_privileges"),
    ]
    operations = [
        migrations.RunSQL(
            tenancy.guard("rounds_round", root=True, may=f"SELECT, INSERT, UPDATE ({DECIDED}, locked_on, closed_on)")
        ),
        migrations.RunSQL(
            tenancy.guard(
                "rounds_claim",
                may="SELECT, INSERT, UPDATE (facts, full_minor, explanation, contribution_minor, entitlement_id)",
            )
        ),
        migrations.RunSQL(tenancy.guard("rounds_raise", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("rounds_round", "proposed_by_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("rounds_round", "approved_by_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("rounds_claim", "round_id", "rounds_round")),
        migrations.RunSQL(tenancy.refer("rounds_claim", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("rounds_claim", "household_id", "parties_household")),
        migrations.RunSQL(tenancy.refer("rounds_claim", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.refer("rounds_raise", "claim_id", "rounds_claim")),
        migrations.RunSQL(tenancy.refer("rounds_raise", "officer_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("rounds_raise", "entitlement_id", "entitlements_entitlement")),
        migrations.RunSQL(tenancy.append_only("rounds_round", updatable=True)),
        migrations.RunSQL(tenancy.append_only("rounds_claim", updatable=True)),
        migrations.RunSQL(tenancy.append_only("rounds_raise")),
        migrations.RunSQL(tenancy.statements(__file__, "0002_four_eyes")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
