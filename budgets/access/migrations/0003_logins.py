"""What the application may do in the tables of Django and allauth that log people in. They have no municipality, for it
is not known yet: they hold a name, a digest of a password, a sealed secret and sessions, and nothing about a person.
"""

from django.db import migrations

GRANTS = """
    GRANT SELECT, INSERT, UPDATE (password, last_login) ON auth_user TO grondslag_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO grondslag_app;
    GRANT SELECT, INSERT, UPDATE (last_used_at), DELETE ON mfa_authenticator TO grondslag_app;
    GRANT SELECT ON account_emailaddress TO grondslag_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_guards"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(GRANTS)]
