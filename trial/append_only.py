"""The database itself refuses to change or delete the rows that are a trial's evidence.

Triggers, on both databases. They are set after each `migrate`, since SQLite drops a table's
triggers whenever a migration makes the table anew. Whoever owns the tables can drop them: what was
done then is found by `verify_trial`.
"""

from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from trial.models import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Block,
    Consent,
    EligibilityForm,
    FormEntry,
    ListUpload,
    Slot,
)

ONLY_ADDED_TO: tuple[type[models.Model], ...] = (
    Allocation,
    AllocationError,
    AllocationLevel,
    Block,
    Slot,
    ListUpload,
    Consent,
    EligibilityForm,
    FormEntry,
)
REFUSED = "rows of a trial are only added to"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION trial_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$
"""


def setting(vendor: str) -> list[str]:
    """The statements that set every trigger; run again, they set them again."""
    if vendor == "postgresql":
        return [_FUNCTION, *(one for table in _tables() for one in _on_postgresql(table))]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table in _tables()
        for event in ("UPDATE", "DELETE")
    ]


def dropping(vendor: str) -> list[str]:
    """The statements that take every trigger away: for the tests' and the demo's clearing."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_{event} ON {table}"
            for table in _tables()
            for event in ("change", "truncate")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{event}"
        for table in _tables()
        for event in ("update", "delete")
    ]


def set_triggers(using: str = "default", **_: Any) -> None:
    """Also a receiver of `post_migrate`."""
    connection: BaseDatabaseWrapper = connections[using]
    there = set(connection.introspection.table_names())
    if there.issuperset(_tables()):
        with connection.cursor() as cursor:
            for statement in setting(connection.vendor):
                cursor.execute(statement)


def _tables() -> list[str]:
    return [model._meta.db_table for model in ONLY_ADDED_TO]


def _on_postgresql(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION trial_only_added_to()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION trial_only_added_to()",
    ]
