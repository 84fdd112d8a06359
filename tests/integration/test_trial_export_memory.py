"""However many rows there are, an export takes the same memory."""

import ctypes
import gc
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from diaries.models import PainCheck
from tests.exports import filled, manifest
from tests.factories import NOON
from trial.exports import files
from trial.exports.making import make
from trial.models import Participant

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT_MOST = 40  # MB more than before
PAGE = 4096


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@contextmanager
def watched() -> Iterator[list[int]]:
    """The resident memory, again and again; what Python had freed before is given back first."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    seen, over = [resident()], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            seen.append(resident())

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()


@pytest.mark.parametrize(("kind", "rows"), [(files.CSV, 200_000), (files.XLSX, 30_000)])
def test_an_export_of_many_rows_takes_little_memory(kind: str, rows: int) -> None:
    a = filled([0])
    diary = Participant.objects.get(number="A-001").patient
    for begin in range(0, rows, 5_000):
        PainCheck.objects.bulk_create(
            PainCheck(
                patient=diary, key=uuid.uuid4(), digest="d", worst=n % 11, note=f"note {n}",
                answered_at=NOON + timedelta(minutes=n), received_at=NOON, day=NOON.date(),
            )
            for n in range(begin, begin + 5_000)
        )  # fmt: skip
    with watched() as seen:
        made = make(a.trial, world="LIVE", unmasked=True, texts=True, kind=kind)
    found = {one["table"]: one["rows"] for one in manifest(made.content)["tables"]}
    assert found["checks"] == rows + 3
    grown = (max(seen) - seen[0]) / 2**20
    said = f"{kind}: {rows} checks, a file of {len(made.content)} bytes, grew by {grown:.0f} MB"
    assert grown < AT_MOST, said
