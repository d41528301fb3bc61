"""The two towns, and connections of psycopg's own: as the application, and as the administrator, who sees all."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from ops import embedded
from tests.tenants.towns import Town, fill_town


@pytest.fixture(scope="module")
def towns(database: None) -> tuple[Town, Town]:
    """Two municipalities with something in every table; nobody is served."""
    return fill_town("a"), fill_town("b")


@pytest.fixture
def app(database_environment: dict[str, str]) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the application."""
    with psycopg.connect(database_environment["DATABASE_URL"], autocommit=True) as raw:
        yield raw


@pytest.fixture
def admin(database: None) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the administrator, whom no fence stops; what is done in the transaction is undone."""
    name = connections["default"].settings_dict["NAME"]
    place = os.environ.get("DATABASE_ADMIN_URL") or embedded.conninfo(settings.VAR, user="postgres")
    with psycopg.connect(place, dbname=name, autocommit=True) as raw, raw.transaction(force_rollback=True):
        yield raw
