"""The timetable's doorbell for workers."""

from celery import shared_task

from paincheck import clock
from paincheck.background.actions import beat
from paincheck.timetable import BEAT, ENTRIES


@shared_task
def on_time(*, name: str, **_later: object) -> None:
    """Run one entry of the timetable: beat sent it, and so both beat and this worker live."""
    ENTRIES[name].work(now=clock.now())
    beat(name=BEAT, now=clock.now())
