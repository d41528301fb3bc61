"""What must hold whoever writes: messages stay within the municipality, and what they say never changes."""

from django.db import migrations

from ledger import tenancy


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_tables"), ("parties", "0004_guards_of_households"), ("ledger", "0005_privileges")]
    operations = [
        migrations.RunSQL(
            tenancy.guard(
                "messages_message", root=True, may="SELECT, INSERT, UPDATE (state, tries, taken_at, sent_at, failed_with)"
            )
        ),
        migrations.RunSQL(tenancy.refer("messages_message", "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer("messages_message", "organisation_id", "parties_organisation")),
        migrations.RunSQL(tenancy.refer("messages_message", "officer_id", "parties_officer")),
        migrations.RunSQL(tenancy.append_only("messages_message", updatable=True)),
        migrations.RunSQL(tenancy.never_ignore()),
    ]
