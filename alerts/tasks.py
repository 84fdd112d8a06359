"""Doorbells for the worker: ids in, one call, nothing else."""

from celery import shared_task

from alerts.actions.flagging import flag
from paincheck import clock
from paincheck.outbox.actions import deliver_due


@shared_task
def flag_pain_check(*, kind: str, row_id: str, **_later: object) -> None:
    """Run the rules over what was just written, and send what follows from it."""
    if flag(kind=kind, row_id=row_id, now=clock.now()):
        deliver_due(now=clock.now())
