"""The web app with a broker that dies between the commit and the bell (drill_broker.py).

Kills the process whose id stands in the file `kill-me` of VAR_DIR, once for each such file, and
then rings the bell as always.
"""

import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from paincheck.wsgi import application  # sets Django up for what follows

# isort: split
from alerts import receivers

__all__ = ["application"]
_publish = receivers.publish
_order = Path(os.environ["VAR_DIR"]) / "kill-me"


def publish(**told: Any) -> bool:
    with contextlib.suppress(FileNotFoundError):
        taken = _order.rename(_order.with_suffix(f".{os.getpid()}"))
        os.kill(int(taken.read_text()), signal.SIGKILL)
    return _publish(**told)


receivers.publish = publish
