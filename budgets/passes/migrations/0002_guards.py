"""What must hold whoever writes: passes stay within the municipality, no pass changes its owner, code or number, what was
shown once stays so, and a phone that ended stays ended.
"""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("passes", "0001_tables"), ("parties", "0004_guards_of_households"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(
            tenancy.guard("passes_pass", may="SELECT, INSERT, UPDATE (state, parent_id, pin_hash, pin_tries)")
        ),
        migrations.RunSQL(
            tenancy.guard(
                "passes_device",
                may="SELECT, INSERT, UPDATE (handle, earlier_handle, offset_seconds, renewed_on, ended_on)",
            )
        ),
        migrations.RunSQL(tenancy.guard("passes_used_step", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("passes_card_terms", root=True, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("passes_pass", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("passes_pass", "household_id", "parties_household")),
        migrations.RunSQL(tenancy.refer("passes_pass", "parent_id", "passes_pass")),
        migrations.RunSQL(tenancy.refer("passes_pass", "replaces_id", "passes_pass")),
        migrations.RunSQL(tenancy.refer("passes_device", "pass_id", "passes_pass")),
        migrations.RunSQL(tenancy.refer("passes_used_step", "device_id", "passes_device")),
        migrations.RunSQL(tenancy.append_only("passes_pass", updatable=True)),
        migrations.RunSQL(tenancy.append_only("passes_device", updatable=True)),
        migrations.RunSQL(tenancy.append_only("passes_used_step")),
        migrations.RunSQL(tenancy.append_only("passes_card_terms")),
        migrations.RunSQL(tenancy.statements(__file__, "0002_ended_phones")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
