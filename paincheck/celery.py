"""The Celery app. Celery is the speed; `manage.py watch` is the guarantee."""

import os
from typing import Any

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paincheck.settings")

TRANSPORT_ALIASES["filesystem"] = "paincheck.filequeue:Transport"
app = Celery("paincheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def fill_beat(sender: Celery, **_: Any) -> None:
    """Give beat the timetable. A round that waited longer than its own interval is dropped."""
    from paincheck.tasks import on_time  # the models are not ready when this module is read
    from paincheck.timetable import TIMETABLE

    for entry in TIMETABLE:
        seconds = entry.every.total_seconds()
        task = on_time.s(name=entry.name)
        sender.add_periodic_task(seconds, task, name=entry.name, expires=max(seconds, 10))
