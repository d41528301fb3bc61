"""Changing what the database lets nobody change, as its administrator could."""

import os

import psycopg
from django.db import connections
from psycopg.conninfo import conninfo_to_dict


def tamper(statement: str, *parameters: object) -> None:
    """Run SQL past every guard."""
    login = {"user": "postgres"} | conninfo_to_dict(os.environ.get("DATABASE_ADMIN_URL", ""))
    place = connections["default"].settings_dict
    where = {"host": place["HOST"], "port": place["PORT"] or None, "dbname": place["NAME"]}
    with psycopg.connect(**{**login, **where}) as admin:
        admin.execute("SET session_replication_role = 'replica'")
        admin.execute(statement, parameters or None)
