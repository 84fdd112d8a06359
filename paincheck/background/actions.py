"""Beating."""

from datetime import datetime

from paincheck.background.models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """Say that the loop `name` has just been round. No audit line: it is a clock's tick."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
