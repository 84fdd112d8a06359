"""What time it is: one clock for all hosts, the database's.

A web server whose own clock is an hour ahead would store checks that no rule looks at for an hour,
and a worker whose clock is behind would take a lease for one that has run out. So the edges (views,
api, tasks, commands) ask here, and hand `now` down.
"""

from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The database's time, in UTC. SQLite has no clock but that of the machine it runs on."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        # Not now(): inside a transaction that is the moment at which the transaction began.
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)
