"""Beating, and counting what should be rare. No audit lines: these are a clock's ticks."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from paincheck.background.models import Heartbeat, Tally


def beat(*, name: str, now: datetime) -> None:
    """Say that the loop `name` has just been round. A beat that comes late sets nothing back."""
    mine = Heartbeat.objects.filter(name=name)
    if mine.filter(beat_at__lt=now).update(beat_at=now) or mine.exists():
        return
    try:
        with transaction.atomic():
            Heartbeat.objects.create(name=name, beat_at=now)
    except IntegrityError:
        pass  # another copy of the loop beat for the first time in the same moment


def count(*, name: str) -> None:
    """Add one to a tally. Call it outside of other writes: everybody who counts takes one row."""
    mine = Tally.objects.filter(name=name)
    if mine.update(times=F("times") + 1):
        return
    Tally.objects.get_or_create(name=name)
    mine.update(times=F("times") + 1)
