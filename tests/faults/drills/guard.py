"""Waits for the end of whoever started it, however that ends, and ends what was left behind.

python guard.py FOLDER: reads its standard input to the end, then kills every process that has
FOLDER in its environment, and removes FOLDER. Only a world's own programs have it there.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path


def left_behind(folder: str) -> list[int]:
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            pid = int(environment.parent.name)
            if pid != os.getpid() and folder.encode() in environment.read_bytes():
                found.append(pid)
    return found


def main() -> None:
    folder = sys.argv[1]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.read()
    for _ in range(50):
        pids = left_behind(folder)
        if not pids:
            break
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
