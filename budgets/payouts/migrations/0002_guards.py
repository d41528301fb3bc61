"""What must hold whoever writes: two officers see what leaves, a grant is paid once and whole, nothing prepared changes."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0001_tables"),
        ("parties", "0002_guards"),
        ("entitlements", "0002_guards"),
        ("ledger", "0005_privileges"),
    ]
    operations = [
        migrations.RunSQL(
            tenancy.guard(
                "payouts_batch",
                root=True,
                may="SELECT, INSERT, UPDATE (state, content, sha256, total_minor, line_count, handed_over_on)",
            )
        ),
        migrations.RunSQL(tenancy.guard("payouts_disbursement", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("payouts_approval", may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer("payouts_batch", "prepared_by_id", "parties_officer")),
        migrations.RunSQL(tenancy.refer("payouts_disbursement", "grant_id", "entitlements_grant")),
        migrations.RunSQL(tenancy.refer("payouts_disbursement", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("payouts_disbursement", "batch_id", "payouts_batch")),
        migrations.RunSQL(tenancy.refer("payouts_approval", "batch_id", "payouts_batch")),
        migrations.RunSQL(tenancy.refer("payouts_approval", "officer_id", "parties_officer")),
        migrations.RunSQL(tenancy.append_only("payouts_batch", updatable=True)),
        migrations.RunSQL(tenancy.append_only("payouts_disbursement", updatable=True)),
        migrations.RunSQL(tenancy.append_only("payouts_approval")),
        migrations.RunSQL(tenancy.statements(__file__, "0002_four_eyes")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
