"""Reading the trail to judge it: is every sealed line there, unchanged, and no other beside it?"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max

from paincheck.audit.digests import LINE_FIELDS, NO_SEAL_BEFORE, line_digest, listed, seal_digest
from paincheck.audit.models import AuditEvent, AuditSeal

Line = Sequence[Any]
_MANY = 5_000


@dataclass(frozen=True)
class Verdict:
    """What a reading of the whole trail found. `wrong` is a sentence, empty where all fits."""

    lines: int
    seals: int
    unsealed: int
    newest_seal: str
    wrong: str


class DoesNotFit(Exception):
    """The first thing in the trail that is not as it was sealed; the message names it."""


def newest_id() -> int:
    """The highest number of a line that can be seen; 0 in an empty trail."""
    highest: int | None = AuditEvent.objects.aggregate(highest=Max("id"))["highest"]
    return highest or 0


def writers() -> set[str]:
    """The transactions on PostgreSQL, but our own, that may have lines in hand.

    Each took its lock on the table before it took a number for its line, and gives it back after
    the line can be seen. SQLite lets one write at a time, so that there is nobody to name.
    """
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.virtualtransaction FROM pg_locks l"
            " JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
            " WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock'"
            " AND l.relation = %s::regclass AND l.pid IS DISTINCT FROM pg_backend_pid()",
            [AuditEvent._meta.db_table],
        )
        return {row[0] for row in cursor.fetchall()}


def lines_between(after_id: int, last_id: int, limit: int = _MANY) -> list[Line]:
    """The lines after one number, up to and with another, in order."""
    lines = AuditEvent.objects.filter(id__gt=after_id, id__lte=last_id).order_by("id")
    return list(lines.values_list(*LINE_FIELDS)[:limit])


def verify(anchors: Sequence[str] = ()) -> Verdict:
    """Recompute every seal from the lines. `anchors` are 'number:digest' of seals, kept elsewhere.

    Without an anchor a trail whose end was cut off together with the seals over it looks whole.
    """
    kept = dict(anchor.split(":", 1) for anchor in anchors)
    seals = checked = last_id = 0
    previous, wrong = NO_SEAL_BEFORE, ""
    # Seals first: a line that is written meanwhile is younger than all of them.
    newest = AuditSeal.objects.order_by("number").last()
    with closing(AuditSeal.objects.up_to(newest)) as stream, closing(_Lines()) as lines:
        try:
            for seal in stream:
                _seal_fits(seal, number=seals + 1, previous=previous, after_id=last_id)
                if kept.pop(str(seal.number), seal.digest) != seal.digest:
                    raise DoesNotFit(f"Seal {seal.number} is not the one that was kept elsewhere.")
                _lines_fit(seal, lines.up_to(seal.last_id))
                seals, checked = seals + 1, checked + seal.count
                previous, last_id = seal.digest, seal.last_id
            if kept:
                first = min(kept, key=int)
                raise DoesNotFit(
                    f"Seal {first} was kept elsewhere and is missing: the end is cut off."
                )
        except DoesNotFit as found:
            wrong = str(found)
    unsealed = AuditEvent.objects.filter(id__gt=last_id).count()
    anchor = f"{seals}:{previous}" if seals else ""
    return Verdict(lines=checked, seals=seals, unsealed=unsealed, newest_seal=anchor, wrong=wrong)


class _Lines:
    """The trail as one stream, read in pieces."""

    def __init__(self) -> None:
        self._stream = self._read()
        self._next: Line | None = next(self._stream, None)

    def close(self) -> None:
        self._stream.close()

    def _read(self) -> Generator[Line, None, None]:
        lines = AuditEvent.objects.order_by("id").values_list(*LINE_FIELDS)
        yield from lines.iterator(chunk_size=_MANY)

    def up_to(self, last_id: int) -> list[Line]:
        """The lines not handed out yet whose number is at most `last_id`."""
        found: list[Line] = []
        while self._next is not None and self._next[0] <= last_id:
            found.append(self._next)
            self._next = next(self._stream, None)
        return found


def _seal_fits(seal: AuditSeal, *, number: int, previous: str, after_id: int) -> None:
    if seal.number != number:
        raise DoesNotFit(f"Seal {number} is missing.")
    own = seal_digest(**seal.content())
    if (seal.previous, seal.first_id, seal.digest) != (previous, after_id + 1, own):
        raise DoesNotFit(
            f"Seal {number} (lines {seal.first_id} to {seal.last_id}) was changed or replaced."
        )


def _lines_fit(seal: AuditSeal, lines: list[Line]) -> None:
    if listed(lines) == seal.lines:
        return
    sealed = dict(entry.split(":") for entry in seal.lines.split(",") if entry)
    found = {str(line[0]): line_digest(line) for line in lines}
    for number in sorted(sealed.keys() | found.keys(), key=int):
        if number not in found:
            raise DoesNotFit(f"Line {number} is missing; seal {seal.number} covers it.")
        if number not in sealed:
            raise DoesNotFit(f"Line {number} was put in after seal {seal.number} was set.")
        if found[number] != sealed[number]:
            raise DoesNotFit(f"Line {number} was changed after seal {seal.number} was set.")
