"""The doorbell: after commit, hand the row to a worker; if the broker is away, do it in place.

The patient's page waits for the broker for a moment only, and never fails.
"""

from typing import Any

from django.dispatch import receiver

from alerts.actions.flagging import flag
from alerts.tasks import flag_pain_check
from diaries.signals import something_to_flag
from paincheck import clock
from paincheck.background import doorbell


@receiver(something_to_flag)
def ring(sender: object, *, kind: str, row_id: str, **_: Any) -> None:
    """A check, a draft or a request was written: let the rules look at it soon."""
    if not publish(kind=kind, row_id=row_id):
        flag(kind=kind, row_id=row_id, now=clock.now())


def publish(*, kind: str, row_id: str) -> bool:
    """Whether a worker was told in time."""
    return doorbell.told(flag_pain_check.delay, kind=kind, row_id=row_id)
