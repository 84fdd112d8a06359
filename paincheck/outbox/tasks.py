"""The sender's doorbell for workers."""

from celery import shared_task

from paincheck import clock
from paincheck.outbox.actions import deliver_due


@shared_task
def send_due(*, channel: str, **_later: object) -> None:
    """Send what is due by one channel, so that none waits for another that hangs."""
    deliver_due(channel=channel, now=clock.now())
