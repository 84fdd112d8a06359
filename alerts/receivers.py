"""The doorbell: after commit, hand the row to a worker; if the broker is away, do it in place.

Publishing gets 300 ms on a thread of its own, since a hung broker holds `delay()` for minutes;
after a failure nothing is published for 10 s. The patient's page never waits for more, and never
fails. Whatever is lost here is found by `manage.py watch`.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from django.dispatch import receiver

from alerts.actions.flagging import flag
from alerts.tasks import flag_pain_check
from diaries.signals import something_to_flag
from paincheck import clock

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.3
PAUSE_SECONDS = 10.0
_silent_until = 0.0


@receiver(something_to_flag)
def ring(sender: object, *, kind: str, row_id: str, **_: Any) -> None:
    """A check, a draft or a request was written: let the rules look at it soon."""
    if not publish(kind=kind, row_id=row_id):
        flag(kind=kind, row_id=row_id, now=clock.now())


def publish(*, kind: str, row_id: str) -> bool:
    """Whether a worker was told in time. Told late is harmless: the row is claimed only once."""
    global _silent_until  # noqa: PLW0603  one state per process, as the broker's connection is
    if time.monotonic() < _silent_until:
        return False
    told = _thread().submit(flag_pain_check.delay, kind=kind, row_id=row_id)
    try:
        told.result(timeout=PATIENCE_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the broker
        _silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("the broker did not take a message: %s", type(error).__name__)
        return False
    return True


@cache
def _thread() -> ThreadPoolExecutor:
    """Made at first use, so that each forked web worker has its own."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="doorbell")
