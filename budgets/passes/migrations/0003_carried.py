"""What a pass carries, read by one function: for pages, and for the till that pays from it."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("passes", "0002_guards"),
        ("entitlements", "0009_guards_of_pass_budgets"),
        ("schemes", "0003_term_value"),
    ]
    operations = [migrations.RunSQL(tenancy.statements(__file__, "0003_carried"))]
