"""Python reads this first when its folder stands in PYTHONPATH: a program whose clock is wrong.

Its waits go by the monotonic clock, as those of a real server do, and are not touched.
"""

import os
import time

import time_machine

_ahead = float(os.environ["CLOCK_IS_AHEAD_BY_SECONDS"])
time_machine.travel(time.time() + _ahead, tick=True).start()
