"""`make faults` in short: one or two kills of each process, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.redis
def test_nothing_is_lost_whatever_is_killed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.drills", "--short"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
