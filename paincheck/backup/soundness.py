"""Is the database whole in itself: migrations, files, references, conditions?

A restored database can hold rows that its own rules would never have let in: rules are looked at
when a row is written, and not again.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor


class NotMigrated(Exception):
    """This release is newer than the database; the message says what to do."""


def faults() -> Iterator[str]:
    """A sentence for each fault found; raises where the tables are not those of this release."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotMigrated(
            f"This release is newer than the backup: {len(missing)} migrations are missing, the "
            f"first is {missing[0][0]}. Run 'manage.py migrate', then this check again."
        )
    yield from _of_sqlite() if connection.vendor == "sqlite" else _of_postgres()


def _of_sqlite() -> Iterator[str]:
    """SQLite looks at everything by itself: pages, indexes, NOT NULL, UNIQUE, CHECK, references."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(5)")
        for (words,) in cursor.fetchall():
            if words != "ok":
                yield f"The file is damaged: {words}. Take the copy before."
        cursor.execute("PRAGMA foreign_key_check")
        for table, number, other, _ in cursor.fetchmany(5):
            yield f"{table} row {number} refers to a row of {other} that is missing."


def _of_postgres() -> Iterator[str]:
    """pg_verifybackup and pg_amcheck look at the files; here the rows are held to the rules."""
    tables = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in tables and model._meta.managed:
            yield from _missing_references(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_expr(conbin, conrelid)"
            " FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        )
        for table, name, condition in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} WHERE NOT ({condition})")  # noqa: S608
            if broken := cursor.fetchone()[0]:
                yield f"{broken} rows of {table} break its rule {name}."


def _missing_references(model: type[models.Model]) -> Iterator[str]:
    """Asked of the tables themselves: an index might still know a row that is gone."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        mine, other = model._meta.db_table, field.related_model._meta.db_table
        target = field.target_field.column
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{mine}" m LEFT JOIN "{other}" o'  # noqa: S608
                f' ON o."{target}" = m."{field.column}"'
                f' WHERE m."{field.column}" IS NOT NULL AND o."{target}" IS NULL'
            )
            if broken := cursor.fetchone()[0]:
                yield f"{broken} rows of {mine} refer by {field.column} to rows that are missing."
