"""What the rules have not looked at yet: since when, of whom, and what they gave up on."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Model, QuerySet, Value

from diaries.models import (
    CheckDraft,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    PainCheck,
    Patient,
)
from paincheck.background.queries import beats, silent_since

# Each kind of row with the field that says since when it waits. A draft and a fuller check wait
# from their 15 minutes on, a message from its promised time; of the others `flag_due_at` would not
# do, since it moves on with every try that failed.
KINDS: dict[str, tuple[type[Model], str]] = {
    "check": (PainCheck, "received_at"),
    "draft": (CheckDraft, "flag_due_at"),
    "request": (ContactRequest, "asked_at"),
    "danger": (DangerSaid, "said_at"),
    "dose": (ExtraDose, "recorded_at"),
    "message": (Message, "promised_by"),
    "fuller": (FullerCheck, "flag_due_at"),
}


def unhandled_of(patient: Patient, now: datetime) -> datetime | None:
    """Since when the oldest row of this patient waits, what the rules gave up on among them: nobody
    was told of that either. A check that a nurse has seen by herself (S6) needs no telling.
    """
    first, *others = _waiting(now, patient=patient)
    seen = first.filter(seen_marks__isnull=True)
    return _oldest(seen.union(*others, all=True))


def beats_and_waiting(now: datetime) -> tuple[dict[str, datetime], datetime | None]:
    """The last beats of all loops, and since when the oldest row waits that no rule has seen and
    none has given up on. Every page asks, so in one query."""
    asked = beats().union(*_waiting(now, flag_dead_at__isnull=True), all=True)
    found = {name: at for name, at in asked if at is not None}
    waiting = [found.pop(kind) for kind in KINDS if kind in found]
    return found, min(waiting, default=None)


def delayed_since(
    beat: datetime | None, waiting: datetime | None, *, now: datetime, after: timedelta
) -> datetime | None:
    """Since when nobody is told of new checks; None while alerting is on time.

    Either the loop that runs the rules is silent, or it goes round and something waits for long.
    """
    silent = silent_since(beat, now=now, after=after)
    stuck = waiting if waiting is not None and now - waiting > after else None
    return min(filter(None, (silent, stuck)), default=None)


def alerting_delayed_since(now: datetime, after: timedelta) -> datetime | None:
    """The same, asked for by itself."""
    found, waiting = beats_and_waiting(now)
    return delayed_since(found.get("watch"), waiting, now=now, after=after)


def given_up() -> dict[str, int]:
    """How many rows of each kind the rules failed on for good, in one query."""
    counted = [
        _labelled(model, kind, flag_due_at__isnull=False, flag_dead_at__isnull=False)
        .annotate(n=Count("pk"))
        .values_list("kind", "n")
        for kind, (model, _) in KINDS.items()
    ]
    return dict(counted[0].union(*counted[1:], all=True))


def _oldest(rows: "QuerySet[Any, Any]") -> datetime | None:
    return min((at for _, at in rows if at), default=None)


def _waiting(now: datetime, **narrowed: Any) -> list["QuerySet[Any, Any]"]:
    """For each kind one row of (kind, since when the oldest waits or None)."""
    found = []
    for kind, (model, field) in KINDS.items():
        due = {"flag_due_at__isnull": False, f"{field}__lte": now}
        rows = _labelled(model, kind, **due, **narrowed)
        found.append(rows.annotate(since=Min(field)).values_list("kind", "since"))
    return found


def _labelled(model: type[Model], kind: str, **narrowed: Any) -> "QuerySet[Any, Any]":
    """Unflagged rows, ready to be summed up into one row with the kind's name."""
    unflagged = model._default_manager.order_by().filter(flagged_at__isnull=True, **narrowed)
    return unflagged.annotate(kind=Value(kind)).values("kind")
