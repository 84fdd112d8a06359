"""What somebody can do who owns the tables: the triggers out of the way, then any statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from trial import append_only


@contextmanager
def as_owner() -> Iterator[Any]:
    """A cursor without a trial's triggers. Foreign keys are as they are."""
    with connection.cursor() as cursor:
        for statement in append_only.dropping(connection.vendor):
            cursor.execute(statement)
        yield cursor
    append_only.set_triggers()
