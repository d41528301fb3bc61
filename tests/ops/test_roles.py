"""What the application's role may not do."""

import pytest
from django.db import ProgrammingError, connection


@pytest.mark.usefixtures("database")
class TestApplicationRole:
    def test_is_neither_owner_nor_superuser(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")

            assert cursor.fetchone() == ("grondslag_app", False, False)

    def test_makes_no_table(self) -> None:
        with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE own (id int)")

    def test_waits_two_seconds_for_a_lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")

            assert cursor.fetchone() == ("2s",)
