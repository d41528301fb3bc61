"""What must hold whoever writes: shops stay within the municipality, accounts change by two, what ended stays ended."""

from django.db import migrations

from ledger import tenancy

MAY_CHANGE = {
    "shops_shop": "state, email, phone, language, applied_on, entered_by_id, approved_by_id, approved_on",
    "shops_account_change": "state, approved_by_id, approved_on, effective_on",
    "shops_waiting_time": "working_days",
    "shops_approval": "valid_until",
    "shops_location": "name, address",
    "shops_pairing_code": "used_at",
    "shops_till": "revoked_at",
    "shops_price": "cents_minor",
    "shops_limit": "most_minor",
    "shops_settlement_terms": "rhythm, least_minor, fee_minor, fee_basis_points",
}
ROOTS = ("shops_waiting_time", "shops_limit")  # a limit may be of all shops together
KEYS = (
    ("shops_shop", "organisation_id", "parties_organisation"),
    ("shops_shop", "entered_by_id", "parties_officer"),
    ("shops_shop", "approved_by_id", "parties_officer"),
    ("shops_account_change", "shop_id", "shops_shop"),
    ("shops_account_change", "asked_by_id", "parties_officer"),
    ("shops_account_change", "approved_by_id", "parties_officer"),
    ("shops_approval", "shop_id", "shops_shop"),
    ("shops_approval", "approved_by_id", "parties_officer"),
    ("shops_location", "shop_id", "shops_shop"),
    ("shops_pairing_code", "location_id", "shops_location"),
    ("shops_till", "location_id", "shops_location"),
    ("shops_till", "pairing_code_id", "shops_pairing_code"),
    ("shops_price", "shop_id", "shops_shop"),
    ("shops_limit", "shop_id", "shops_shop"),
    ("shops_settlement_terms", "shop_id", "shops_shop"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0001_tables"),
        ("parties", "0006_guard_of_account_by_two"),
        ("ledger", "0005_privileges"),
    ]
    operations = [
        *(
            migrations.RunSQL(tenancy.guard(table, root=table in ROOTS, may=f"SELECT, INSERT, UPDATE ({columns})"))
            for table, columns in MAY_CHANGE.items()
        ),
        *(migrations.RunSQL(tenancy.refer(*key)) for key in KEYS),
        *(migrations.RunSQL(tenancy.append_only(table, updatable=True)) for table in MAY_CHANGE),
        migrations.RunSQL(tenancy.statements(__file__, "0002_accounts_and_tills")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
