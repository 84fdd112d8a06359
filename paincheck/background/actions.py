"""Beating, and counting what should be rare. No audit lines: these are a clock's ticks."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from paincheck.background.models import Heartbeat, Tally

FAR_AHEAD = timedelta(minutes=5)


def beat(*, name: str, now: datetime) -> None:
    """Say that the loop `name` has just been round. A beat that comes late sets nothing back, but
    one from a clock that ran ahead does not stand: it would speak for a loop that has died since.
    """
    mine = Heartbeat.objects.filter(name=name)
    wrong = Q(beat_at__lt=now) | Q(beat_at__gt=now + FAR_AHEAD)
    if mine.filter(wrong).update(beat_at=now) or mine.exists():
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
