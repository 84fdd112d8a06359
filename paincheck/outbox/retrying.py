"""When a delivery is tried again, and when it is given up."""

from datetime import timedelta
from random import Random

# The 20th try comes about an hour after the first where it is urgent, else after half a day.
TRIES_UNTIL_DEAD = 20
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WAIT_URGENT = timedelta(minutes=5)


def wait_after(*, tries: int, urgent: bool, seed: str) -> timedelta:
    """Twice as long after each try, up to the longest; between half of that and all of it.

    The jitter keeps a storm of mails from coming back as one. `seed` makes it repeatable.
    """
    longest = LONGEST_WAIT_URGENT if urgent else LONGEST_WAIT
    doubled = min(FIRST_WAIT * (1 << min(tries - 1, 16)), longest)
    return doubled * Random(seed).uniform(0.5, 1)  # noqa: S311  spreads load, guards nothing
