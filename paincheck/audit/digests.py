"""What is sealed: the one way in which a line of the trail, and a seal, are written down.

Plain: no database. A field that is added to the trail later must leave the lines of before as they
are, or every seal in the world breaks: write it only where it is not empty.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

# The order is part of the promise.
LINE_FIELDS = (
    "id",
    "at",
    "action",
    "actor_id",
    "system",
    "subject_type",
    "subject_id",
    "patient_id",
    "fields",
    "reason",
)
NO_SEAL_BEFORE = "0" * 64
LINE_DIGEST_LENGTH = 32  # 128 bits: nobody finds a second line with the digest of a given one

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode


def line_digest(line: Sequence[Any]) -> str:
    """The digest of one line; `line` holds the values of LINE_FIELDS, `at` in UTC."""
    number, at, *rest = line
    return hashlib.sha256(_encode([number, at.isoformat(), *rest]).encode()).hexdigest()[
        :LINE_DIGEST_LENGTH
    ]


def listed(lines: Iterable[Sequence[Any]]) -> str:
    """The lines as a seal keeps them: `17:ab12...,19:cd34...`."""
    return ",".join(f"{line[0]}:{line_digest(line)}" for line in lines)


def seal_digest(
    *, number: int, previous: str, first_id: int, last_id: int, count: int, lines: str, at: str
) -> str:
    """The digest that the next seal repeats, so that no seal can be changed alone."""
    whole = _encode([number, previous, first_id, last_id, count, lines, at])
    return hashlib.sha256(whole.encode()).hexdigest()
