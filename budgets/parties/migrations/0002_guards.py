"""What must hold whoever writes: rows stay within the municipality, bank accounts are only added and closed."""

from django.db import migrations

from ledger import tenancy

PERSON = "first_name, last_name, born_on, email, phone, postcode, house_number, language, died_on, moved_on"


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_tables"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(tenancy.guard("parties_person", root=True, may=f"SELECT, INSERT, UPDATE ({PERSON})")),
        migrations.RunSQL(tenancy.guard("parties_organisation", root=True, may="SELECT, INSERT, UPDATE (name, kind)")),
        migrations.RunSQL(tenancy.guard("parties_officer", root=True, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.guard("parties_bank_account", root=True, may="SELECT, INSERT, UPDATE (replaced_at)")),
        # Deferred: people and their accounts arrive together, and the plan of a check that is made while the table of people
        # is still empty reads all of them for each account. At commit the table is as large as it is.
        migrations.RunSQL(tenancy.refer("parties_bank_account", "person_id", "parties_person", deferred=True)),
        migrations.RunSQL(tenancy.refer("parties_bank_account", "organisation_id", "parties_organisation")),
    ]
