"""What an address of a database says about how it is reached."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ops.settings.database import databases

ADDRESS = "postgresql://grondslag_app:secret@db.example/grondslag"


@pytest.fixture
def read(monkeypatch):
    def default(address):
        monkeypatch.setenv("DATABASE_URL", address)
        return databases(Path("var"))["default"]

    return default


class TestAddress:
    def test_gives_a_connection_per_thread_with_the_limits_of_the_session(self, read):
        found = read(f"{ADDRESS}?sslmode=require")

        assert found["CONN_MAX_AGE"] == 60
        assert found["OPTIONS"]["sslmode"] == "require"
        assert found["OPTIONS"]["prepare_threshold"] == 5
        assert "lock_timeout" in found["OPTIONS"]["options"]
        assert "pool" not in found["OPTIONS"]

    def test_with_a_pool_shares_connections_and_keeps_none(self, read):
        found = read(f"{ADDRESS}?pool=8")

        assert found["OPTIONS"]["pool"]["max_size"] == 8
        assert found["CONN_MAX_AGE"] == 0

    def test_behind_pgbouncer_leaves_nothing_on_a_connection(self, read):
        found = read(f"{ADDRESS}?pgbouncer=true")

        assert found["DISABLE_SERVER_SIDE_CURSORS"]
        assert found["OPTIONS"]["prepare_threshold"] is None
        assert "options" not in found["OPTIONS"]
        assert "pgbouncer" not in found["OPTIONS"]

    @pytest.mark.parametrize("wrong", ["pool=0", "pool=many", "pgbouncer=perhaps"])
    def test_that_says_something_else_is_refused_by_name(self, read, wrong):
        with pytest.raises(ImproperlyConfigured, match=f"DATABASE_URL: {wrong.partition('=')[0]} must be"):
            read(f"{ADDRESS}?{wrong}")
