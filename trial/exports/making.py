"""An export made: every table of its scope written, and the zip of them all."""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from trial.exports import files
from trial.exports.diary import tables_of_diaries
from trial.exports.following import tables_of_following
from trial.exports.people import tables_of_people
from trial.exports.tables import Scope, Table, scope_of
from trial.exports.versions import versions
from trial.exports.writing import Snapshot, write
from trial.models import Trial


@dataclass(frozen=True)
class Made:
    """`digest`: SHA-256 of the file."""

    content: bytes
    manifest: dict[str, Any]
    digest: str


def tables_of(scope: Scope) -> list[Table]:
    """Masked, not even a table is there that those with a diary alone would have rows in."""
    every = [
        *tables_of_people(scope),
        *tables_of_following(scope),
        *tables_of_diaries(scope),
    ]
    return [table for table in every if scope.unmasked or not table.unmasked]


def make(
    trial: Trial,
    *,
    world: str,
    unmasked: bool,
    texts: bool = False,
    kind: str = files.CSV,
    progress: Callable[[int], None] = lambda _: None,
) -> Made:
    """`kind`: of `files`. Raises files.TooLong with a sentence for who asked."""
    with ExitStack() as stack:
        with Snapshot():
            scope = scope_of(trial, world=world, unmasked=unmasked, texts=texts)
            parts = [
                write(table, scope, stack.enter_context(tempfile.TemporaryFile()))
                for table in tables_of(scope)
            ]
            told = versions(scope)
        content, manifest = files.zipped(parts, told, kind, progress)
    return Made(content, manifest, hashlib.sha256(content).hexdigest())
