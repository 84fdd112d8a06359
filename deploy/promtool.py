"""Prints where promtool is, which tests the alert rules in deploy/prometheus.

The one on the PATH; or else Debian's package `prometheus`, unpacked into build/prometheus without
root and without installing anything (apt checks its signature). Exit status 1 with a sentence where
neither can be had.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UNPACKED = Path(__file__).resolve().parent.parent / "build" / "prometheus"
DOWNLOAD_SECONDS = 120


class NotToBeHad(Exception):
    """There is no promtool on this machine; the message says why."""


def find() -> Path:
    """The program's path. Raises NotToBeHad."""
    on_path = shutil.which("promtool")
    unpacked = UNPACKED / "usr" / "bin" / "promtool"
    if on_path:
        return Path(on_path)
    if not unpacked.exists():
        unpack()
    return unpacked


def unpack() -> None:
    """Debian's package of this machine's release, into build/prometheus."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise NotToBeHad("promtool is not on the PATH, and this machine has no apt to get it with")
    with tempfile.TemporaryDirectory() as folder:
        run(["apt-get", "download", "-q", "prometheus"], folder)
        packages = list(Path(folder).glob("prometheus_*.deb"))
        if not packages:
            raise NotToBeHad("apt said that it has the package prometheus, and brought none")
        UNPACKED.mkdir(parents=True, exist_ok=True)
        run(["dpkg", "-x", str(packages[0]), str(UNPACKED)], folder)


def run(command: list[str], folder: str) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise NotToBeHad(f"{command[0]} took longer than {DOWNLOAD_SECONDS} s") from slow
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise NotToBeHad(f"{' '.join(command[:3])} failed: {said}")


if __name__ == "__main__":
    try:
        print(find())
    except NotToBeHad as why:
        sys.exit(f"promtool: {why}")
