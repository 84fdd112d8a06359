"""Telling a worker, without ever waiting for the broker.

Publishing gets 300 ms on a thread of its own, since a hung broker holds `delay()` for minutes;
after a failure nothing is published for 10 s. Whatever is lost here is found by `manage.py watch`.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.3
PAUSE_SECONDS = 10.0
_silent_until = 0.0


def told(delay: Callable[..., Any], **what: str) -> bool:
    """Whether the broker took it in time. `delay` is a task's; told late is harmless, since
    whatever is told is claimed only once."""
    global _silent_until  # noqa: PLW0603  one state per process, as the broker's connection is
    if time.monotonic() < _silent_until:
        return False
    taken = _thread().submit(delay, **what)
    try:
        taken.result(timeout=PATIENCE_SECONDS)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the broker
        _silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("the broker did not take a message: %s", type(error).__name__)
        return False
    return True


@cache
def _thread() -> ThreadPoolExecutor:
    """Made at first use, so that each forked web worker has its own."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="doorbell")
