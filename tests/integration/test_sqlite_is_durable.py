"""What was acknowledged is on the disk: SQLite waits for it, and holds its rows to their rules."""

import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("synchronous", 2), ("foreign_keys", 1)])
def test_each_connection_waits_for_the_disk_and_minds_references(name: str, value: int):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own settings")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        assert cursor.fetchone() == (value,)
