"""Programs whose clock is wrong: ours by time-machine, PostgreSQL by Debian's libfaketime."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FETCHED = ROOT / "build" / "faketime"
READ_FIRST = Path(__file__).parent / "wrong_clock"


@cache
def library() -> Path | None:
    """The system's, or Debian's fetched into build/; None where it cannot be had."""
    for place in (Path("/usr/lib"), FETCHED):
        found = sorted(place.rglob("libfaketime.so.1"))
        if found:
            return found[0]
    try:
        FETCHED.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["apt-get", "download", "libfaketime"], cwd=FETCHED, check=True, capture_output=True
        )
        (package,) = FETCHED.glob("*.deb")
        subprocess.run(["dpkg", "-x", package.name, "."], cwd=FETCHED, check=True)
        return next(FETCHED.rglob("libfaketime.so.1"))
    except (OSError, subprocess.CalledProcessError, ValueError, StopIteration):
        return None


def ours(seconds: float) -> dict[str, str]:
    """The environment of a Python program whose clock is so many seconds ahead.

    Not by libfaketime: it breaks the sleep of Python 3.11, which waits for a monotonic moment.
    """
    return {"PYTHONPATH": str(READ_FIRST), "CLOCK_IS_AHEAD_BY_SECONDS": f"{seconds:.3f}"}


def servers(seconds: float, here: Path) -> dict[str, str]:
    """The same for PostgreSQL; `here`: the library, where the server's user can read it."""
    return {
        "LD_PRELOAD": str(here),
        "FAKETIME": f"{seconds:+.3f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
