"""What must hold whoever writes: decisions about cost stay within the municipality and are only added."""

from django.db import migrations

from ledger import tenancy

TABLES = ("costs_reattribution", "costs_write_off", "costs_job_cost")
KEYS = (
    ("costs_reattribution", "entitlement_id", "entitlements_entitlement"),
    ("costs_reattribution", "from_fund_id", "funding_fund"),
    ("costs_reattribution", "to_fund_id", "funding_fund"),
    ("costs_reattribution", "decided_by_id", "parties_officer"),
    ("costs_reattribution", "agreed_by_id", "parties_officer"),
    ("costs_write_off", "entitlement_id", "entitlements_entitlement"),
    ("costs_write_off", "decided_by_id", "parties_officer"),
    ("costs_write_off", "agreed_by_id", "parties_officer"),
    ("costs_job_cost", "entitlement_id", "entitlements_entitlement"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("costs", "0001_tables"),
        ("parties", "0002_guards"),
        ("funding", "0002_guards"),
        ("entitlements", "0002_guards"),
        ("ledger", "0005_privileges"),
    ]
    operations = [
        *(migrations.RunSQL(tenancy.guard(table, may="SELECT, INSERT")) for table in TABLES),
        *(migrations.RunSQL(tenancy.refer(*key)) for key in KEYS),
        *(migrations.RunSQL(tenancy.append_only(table)) for table in TABLES),
    ]
