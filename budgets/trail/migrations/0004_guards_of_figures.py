"""What must hold whoever writes: a verification is only added, and what is counted is the municipality's own."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_figures")]
    operations = [
        migrations.RunSQL(tenancy.guard("trail_verification", root=True, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.append_only("trail_verification")),
        migrations.RunSQL(tenancy.guard("trail_booked", root=True, may="SELECT, INSERT, UPDATE (entries)")),
        migrations.RunSQL(tenancy.append_only("trail_booked", updatable=True)),
    ]
