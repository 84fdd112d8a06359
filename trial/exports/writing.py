"""The rows of a table as CSV, one at a time: by COPY on PostgreSQL, streamed on SQLite.

Both write the same bytes for the same data: UTF-8 without a mark, lines end with a line feed, no
value is an empty cell.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db import connection, transaction

from trial.exports.columns import Column
from trial.exports.tables import Rows, Scope, Table

AT_ONCE = 2_000
QUOTED = frozenset(',"\r\n')


@dataclass(frozen=True)
class Part:
    """One table as it was written. `left_out`: rows of withdrawn data."""

    table: Table
    columns: tuple[Column, ...]
    file: IO[bytes]
    rows: int
    left_out: int
    size: int
    digest: str


class Snapshot:
    """Every table as of one moment on PostgreSQL; on SQLite, where no other can write for so long
    without waiting, each table is of the moment at which it is read."""

    def __enter__(self) -> None:
        self._whole = None
        if connection.vendor == "postgresql":
            own = not connection.in_atomic_block
            self._whole = transaction.atomic()
            self._whole.__enter__()
            if own:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def __exit__(self, *error: Any) -> None:
        if self._whole is not None:
            self._whole.__exit__(*error)


def write(table: Table, scope: Scope, file: IO[bytes]) -> Part:
    """The heading, then a line for each row."""
    columns, out = table.columns_for(scope), _Hashed(file)
    out.write((",".join(column.name for column in columns) + "\n").encode())
    rows = 0
    for found in table.kept_rows(scope):
        if connection.vendor == "postgresql":
            rows += _copy(found, out)
        else:
            rows += _stream(found, columns, out)
    every = sum(found.count() for found in table.all_rows(scope)) if table.when else rows
    return Part(table, columns, file, rows, every - rows, out.size, out.hash.hexdigest())


class _Hashed:
    """Counts and hashes what it hands on."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash, self.size = file, hashlib.sha256(), 0

    def write(self, some: bytes) -> int:
        self.hash.update(some)
        self.size += len(some)
        return self.file.write(some)


def _copy(rows: Rows, out: _Hashed) -> int:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        raw = cursor.cursor
        told = raw.mogrify(sql, params).decode()
        raw.copy_expert(f"COPY ({told}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')", out)
        return int(raw.rowcount)


def _stream(rows: Rows, columns: tuple[Column, ...], out: _Hashed) -> int:
    done = 0
    for line in _lines(rows, columns):
        out.write(line)
        done += 1
    return done


def _lines(rows: Rows, columns: tuple[Column, ...]) -> Iterator[bytes]:
    for row in rows.iterator(chunk_size=AT_ONCE):
        cells = (column.written(value) for column, value in zip(columns, row, strict=True))
        yield (",".join(map(_cell, cells)) + "\n").encode()


def _cell(text: str) -> str:
    """Quoted where PostgreSQL quotes it."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if QUOTED.intersection(text) else text
