"""What a drill's world started ends with it, however that ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.drills import guard

pytestmark = pytest.mark.once


@pytest.mark.parametrize("how", ["by its environment", "by the folder it runs in"])
def test_what_is_left_behind_is_found_and_ended(tmp_path: Path, how: str) -> None:
    """Valkey writes its title over its environment, but runs in its folder."""
    folder = tmp_path / "world"
    folder.mkdir()
    found = {"env": {"HOME": str(folder)}} if "environment" in how else {"env": {}, "cwd": folder}
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **found)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path)
    try:
        subprocess.run([sys.executable, guard.__file__, str(folder)], input=b"", check=True)
        assert left.wait(10) == -9
        assert other.poll() is None
        assert not folder.exists()
    finally:
        for process in (left, other):
            process.kill()
            process.wait()
