"""The timetable's doorbell for workers."""

from celery import shared_task

from paincheck import clock
from paincheck.timetable import ENTRIES


@shared_task
def on_time(*, name: str, **_later: object) -> None:
    """Run one entry of the timetable."""
    ENTRIES[name].work(now=clock.now())
