"""A municipality whose books were put back from a backup."""

from datetime import UTC, datetime

from django.db import connections, transaction

from ledger import tenant

BACKUP_AT = datetime(2026, 4, 2, 20, 15, tzinfo=UTC)

PUT_BACK = """
    INSERT INTO restores_restore (id, municipality_id, backup, backup_at, confirmed_by, reason)
    VALUES (gen_random_uuid(), %s, 'a backup', %s, '', '')
"""


def put_back(backup_at: datetime = BACKUP_AT) -> None:
    """This will write, as `ops/restore` does and the application cannot, that the served municipality was restored."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('grondslag.municipality', %s, true)", [str(tenant.current())])
        cursor.execute(PUT_BACK, [tenant.current(), backup_at])
