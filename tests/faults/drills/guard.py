"""Waits for the end of whoever started it, however that ends, and ends what was left behind.

python guard.py FOLDER: reads its standard input to the end, then kills every process that has
FOLDER in its environment or runs in it, and removes FOLDER. Only a world's own programs do.
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
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            pid = int(process.name)
            # Valkey writes its title over its environment; where it runs it cannot hide.
            runs_in = os.readlink(process / "cwd").removesuffix(" (deleted)")
            environment = (process / "environ").read_bytes()
            if pid != os.getpid() and (runs_in == folder or folder.encode() in environment):
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
