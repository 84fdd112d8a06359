"""Programs whose clock is wrong, by Debian's libfaketime."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FETCHED = ROOT / "build" / "faketime"


@cache
def library() -> Path | None:
    """The system's, or Debian's fetched into build/; None where it cannot be had."""
    for place in (Path("/usr/lib"), FETCHED):
        found = sorted(place.rglob("libfaketimeMT.so.1"))
        if found:
            return found[0]
    try:
        FETCHED.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["apt-get", "download", "libfaketime"], cwd=FETCHED, check=True, capture_output=True
        )
        (package,) = FETCHED.glob("*.deb")
        subprocess.run(["dpkg", "-x", package.name, "."], cwd=FETCHED, check=True)
        return next(FETCHED.rglob("libfaketimeMT.so.1"))
    except (OSError, subprocess.CalledProcessError, ValueError, StopIteration):
        return None


def shifted(seconds: float, here: Path | None = None) -> dict[str, str]:
    """The environment of a program whose clock is so many seconds ahead.

    How long it waits, and the times of its files, are not changed: no wrong clock does that.
    """
    return {
        "LD_PRELOAD": str(here or library()),
        "FAKETIME": f"{seconds:+.3f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
