"""Ways in which the owner of the tables may touch a trial's evidence, one at random.

Each does its harm and says how the first row that does not fit is to be named.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from trial import evidence
from trial.models import (
    Allocation,
    AllocationError,
    AllocationLevel,
    Arm,
    Block,
    Consent,
    DesignVersion,
    EligibilityForm,
    FormEntry,
    ListUpload,
    Participant,
    Slot,
)

Harm = Callable[[random.Random], str]

PAPERS = (Consent, EligibilityForm, FormEntry)
EDITED: dict[Any, tuple[str, ...]] = {
    Allocation: ("number", "key", "arm_id", "stratum", "evidence", "previous", "digest", "by_id",
                 "at", "world", "participant_id"),
    AllocationLevel: ("factor", "level", "allocation_id"),
    Block: ("stratum", "number", "sealed", "made_at"),
    Slot: ("position", "sealed"),
    ListUpload: ("digest", "rows", "by_id", "at"),
    AllocationError: ("reason", "by_id", "at"),
    Consent: ("version", "consented_on", "interview", "by_id", "at"),
    EligibilityForm: ("answers", "eligible", "by_id", "at"),
    FormEntry: ("answers", "filled_on", "mode", "by_id", "at"),
    DesignVersion: ("content", "digest"),
    Participant: ("number", "site_id"),
    Arm: ("code", "share", "opens_diary"),
}  # fmt: skip


def edit(rng: random.Random) -> str:
    """One value of one row is another."""
    row, column = _row(rng, list(EDITED)), ""
    column = rng.choice(EDITED[type(row)])
    said = name_of(row)
    type(row).objects.filter(pk=row.pk).update(**{column: _other(row, column, rng)})
    if isinstance(row, Block):
        # It is known by its stratum and number alone: it is named as it stands now, or else the
        # one that follows where it stood.
        after = Block.objects.filter(stratum=row.stratum, number__gt=row.number).order_by("number")
        now = Block.objects.get(pk=row.pk)
        moved = (now.stratum, now.number) != (row.stratum, row.number)
        first = sorted([now, *after[:1]], key=lambda one: (one.stratum, one.number))[0]
        return name_of(first if moved else now)
    return said


def time(rng: random.Random) -> str:
    """Something happened at another moment."""
    row = _row(rng, [Allocation, Block, *PAPERS])
    column = "made_at" if isinstance(row, Block) else "at"
    by = timedelta(seconds=rng.choice([-1, 1]) * rng.uniform(0.001, 400_000))
    type(row).objects.filter(pk=row.pk).update(**{column: getattr(row, column) + by})
    return name_of(row)


def delete(rng: random.Random) -> str:
    """A row is gone, and what hangs on it."""
    row = _row(rng, [Allocation, AllocationLevel, Slot, ListUpload, AllocationError, *PAPERS])
    said = name_of(row)
    if isinstance(row, Allocation):
        _without(Allocation.objects.filter(pk=row.pk))
    elif isinstance(row, ListUpload):
        Block.objects.filter(upload=row).update(upload=None)
        _raw(ListUpload.objects.filter(pk=row.pk))
        said = name_of(Block.objects.order_by("stratum", "number")[0])
    else:
        _raw(type(row).objects.filter(pk=row.pk))
    return said


def swap(rng: random.Random) -> str:
    """Two rows have each other's values."""
    model, columns = rng.choice([
        (Allocation, ("evidence", "digest")), (Allocation, ("by_id", "key")),
        (Allocation, ("arm_id", "stratum")), (Allocation, ("evidence",)),
        (AllocationLevel, ("level",)), (Slot, ("sealed",)), (Block, ("sealed",)),
        (Consent, ("version", "by_id", "at", "consented_on", "interview")),
    ])  # fmt: skip
    rows = list(model.objects.all())
    pairs = [
        (one, other)
        for one in rows
        for other in rows
        if one.pk < other.pk and any(getattr(one, c) != getattr(other, c) for c in columns)
    ]
    if not pairs:
        return edit(rng)
    one, other = rng.choice(pairs)
    said = sorted((_order(row), name_of(row)) for row in (one, other))[0][1]
    for here, there in ((one, other), (other, one)):
        values = {column: getattr(there, column) for column in columns}
        model.objects.filter(pk=here.pk).update(**values)
    return said


def truncate(rng: random.Random) -> str:
    """The end is cut off. The audit trail still tells of it."""
    first = rng.randrange(1, Allocation.objects.count() + 1)
    _without(Allocation.objects.filter(number__gte=first))
    return f"Allocation {first}"


def anew(rng: random.Random) -> str:
    """One allocation is written anew, its digest made to fit, its columns too."""
    row = rng.choice(list(Allocation.objects.all()))
    told = dict(row.evidence)
    told["at"] = evidence.moment(row.at + timedelta(seconds=1))
    Allocation.objects.filter(pk=row.pk).update(
        at=row.at + timedelta(seconds=1),
        evidence=told,
        digest=evidence.chained(row.previous, told),
    )
    last = row.number == Allocation.objects.count()
    return f"Allocation {row.number if last else row.number + 1}"


HARMS: tuple[Harm, ...] = (edit, edit, edit, time, delete, swap, truncate, anew)


NAMES: dict[Any, Callable[[Any], str]] = {
    Allocation: lambda row: f"Allocation {row.number}",
    AllocationLevel: lambda row: f"Allocation {row.allocation.number}",
    Participant: lambda row: f"Allocation {row.allocation.number}",
    **dict.fromkeys(PAPERS, lambda row: f"Allocation {row.participant.allocation.number}"),
    # 'Block 1 of stratum ...', 'Slot 2 of block 1 of stratum ...'
    Block: lambda row: f"lock {row.number} of stratum ‘{row.stratum}’",
    Slot: lambda row: f"lock {row.block.number} of stratum ‘{row.block.stratum}’",
    ListUpload: lambda row: f"List {row.pk}",
    AllocationError: lambda row: f"Flag {row.pk}",
    DesignVersion: lambda row: "Design 1",
    Arm: lambda row: "The arms",
}


def name_of(row: Any) -> str:
    """How verify_trial is to name it: what stands there is a part of the name."""
    return NAMES[type(row)](row)


def _order(row: Any) -> tuple[Any, ...]:
    """In which verify_trial comes by rows of one table."""
    if isinstance(row, Slot):
        return _order(row.block)
    if isinstance(row, Block):
        return row.stratum, row.number
    return (int(name_of(row).rpartition(" ")[2]),)


def _row(rng: random.Random, models: list[Any]) -> Any:
    """Of a table that has any; participants and papers of those who were allocated."""
    while True:
        model = rng.choice(models)
        rows = list(model.objects.order_by("pk"))
        if rows:
            return rng.choice(rows)


def _other(row: Any, column: str, rng: random.Random) -> Any:
    value = getattr(row, column)
    by_column: dict[str, Callable[[], Any]] = {
        **dict.fromkeys(("answers", "content", "evidence"), lambda: _leaf(value, rng)),
        "arm_id": lambda: _another(Arm.objects, value),
        "site_id": lambda: _another(row.trial.sites, value),
        "by_id": lambda: _another(type(row.by).objects, value),
        **dict.fromkeys(("allocation_id", "participant_id"), lambda: value + 1000),
        "world": lambda: "LIVE",
        "share": lambda: value % 9 + 1,
    }
    by_type: dict[type, Callable[[], Any]] = {
        bool: lambda: not value,
        UUID: lambda: UUID(int=value.int ^ 1),
        datetime: lambda: value + timedelta(seconds=rng.choice([-90, -1, 1, 90])),
        date: lambda: value + timedelta(days=rng.choice([-3, -1, 1])),
        int: lambda: value + 100,
        str: lambda: ("y" if value[:1] == "x" else "x") + value[1:],
    }
    return by_column.get(column, by_type.get(type(value), lambda: value))()


def _another(rows: Any, value: int) -> int:
    other: int = rows.exclude(pk=value).order_by("pk").values_list("pk", flat=True)[0]
    return other


def _leaf(value: Any, rng: random.Random) -> Any:
    """The document with one of its values another."""
    if isinstance(value, dict):
        key = rng.choice(sorted(value))
        return value | {key: _leaf(value[key], rng)}
    if isinstance(value, list) and value:
        at = rng.randrange(len(value))
        return [*value[:at], _leaf(value[at], rng), *value[at + 1 :]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}x"


def _without(rows: Any) -> None:
    _raw(AllocationLevel.objects.filter(allocation__in=rows))
    _raw(AllocationError.objects.filter(allocation__in=rows))
    _raw(rows)


def _raw(rows: Any) -> None:
    """As a statement would: nothing is asked whether it may."""
    rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))._raw_delete("default")
