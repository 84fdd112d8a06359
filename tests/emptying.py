"""Between tests that commit, only the tables that hold something are emptied.

Django's own way empties every table there is and then sends `post_migrate`, which makes the
permissions, the content types and the triggers again: half a second for each test on PostgreSQL.
"""

from functools import cache

from django.db import connection, transaction

from trial import append_only

# The migrations filled them, and no test changes them.
KEPT = {"django_content_type", "auth_permission"}


def empty() -> None:
    """Afterwards the database is as the migrations made it, but that numbers go on."""
    on_postgresql = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        if on_postgresql:
            # Waits, as TRUNCATE does, for whoever still writes. Then no trigger fires, neither a
            # trial's nor that of a foreign key.
            cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in _tables()
            )
        )
        filled = [table for (table,) in cursor.fetchall()]
        guarded = not on_postgresql and any(table.startswith('"trial_') for table in filled)
        for statement in append_only.dropping(connection.vendor) if guarded else ():
            cursor.execute(statement)
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")
        if guarded:
            append_only.set_triggers()


@cache
def _tables() -> list[str]:
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(table) for table in there if table not in KEPT]
