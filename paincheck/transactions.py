"""What PostgreSQL broke off for the sake of another transaction is done again."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
Done = TypeVar("Done")

TRIES = 3
BROKEN_OFF = ("40001", "40P01")  # serialisation failure, deadlock: nothing of it has happened
AT_MOST_SECONDS = 0.1


def atomic_with_retries(action: Callable[P, Done]) -> Callable[P, Done]:
    """`transaction.atomic`, begun anew from its first line, three times at most.

    Only where it is the outermost: a part of somebody else's transaction cannot be done again
    alone. The action must read all that it goes by inside itself.
    """
    once = transaction.atomic(action)

    @wraps(action)
    def tried(*args: P.args, **named: P.kwargs) -> Done:
        tries = 1 if connection.in_atomic_block else TRIES
        while True:
            try:
                return once(*args, **named)
            except OperationalError as error:
                tries -= 1
                if not tries or getattr(error.__cause__, "pgcode", None) not in BROKEN_OFF:
                    raise
            # Not all at the same moment again. Chance is enough here, it guards no secret.
            time.sleep(random.uniform(0, AT_MOST_SECONDS))  # noqa: S311

    return tried
