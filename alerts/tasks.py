"""Doorbells for the worker: ids in, one call, nothing else."""

from celery import shared_task

from alerts.actions.flagging import flag
from paincheck import clock
from paincheck.outbox.models import Delivery
from paincheck.outbox.tasks import send_due


@shared_task
def flag_pain_check(*, kind: str, row_id: str, **_later: object) -> None:
    """Run the rules over what was just written, and have what follows from it sent."""
    if flag(kind=kind, row_id=row_id, now=clock.now()):
        for channel in Delivery.Channel.values:
            send_due.delay(channel=channel)
