"""A book for each test, and the connection that may take guards away."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from psycopg.conninfo import conninfo_to_dict

from ledger import tenant
from tests.ledger.books import Book, open_book


@pytest.fixture
def book(database: None) -> Iterator[Book]:
    """Serve a new municipality during the test, and give its book."""
    opened = open_book()
    with tenant.serving(opened.municipality_id):
        yield opened


@pytest.fixture
def administering(database: None) -> Iterator[None]:
    """Connect as the administrator, who may take any role: for tests that take a guard away and put it back."""
    default = connections["default"]
    login = {"user": "postgres"} | conninfo_to_dict(os.environ.get("DATABASE_ADMIN_URL", ""))
    before = dict(default.settings_dict)
    default.close()
    default.settings_dict |= {"USER": login["user"], "PASSWORD": login.get("password", "")}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connection.close()
    default.settings_dict |= before
