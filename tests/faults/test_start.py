"""`manage.py start`: everything comes up, comes back, and goes away."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = Path(settings.BASE_DIR)
PATIENCE_SECONDS = 60


def wait_for(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.3)
    return False


def healthy(port: int) -> bool:
    """Whether the page answers, and `watch` has been round."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def processes(marker: str) -> dict[int, str]:
    """Every process whose environment holds the marker, with its command."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = command
        except OSError:
            continue  # gone between the listing and the reading
    return {pid: command for pid, command in found.items() if command}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started(port: int, tmp_path: Path) -> Iterator[subprocess.Popen]:
    """PainCheck on a database of its own, started as `make run` starts it."""
    environment = os.environ | {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v", "0"], env=environment, cwd=ROOT, check=True)
    process = subprocess.Popen([*manage, "start", "--port", str(port)], env=environment, cwd=ROOT)
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_SECONDS)


def test_a_child_that_is_killed_comes_back_and_ctrl_c_leaves_nothing(
    started: subprocess.Popen, port: int, tmp_path: Path
):
    assert wait_for(lambda: healthy(port))
    web = [pid for pid, command in processes(str(tmp_path)).items() if "gunicorn" in command]
    for pid in web:
        os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: not healthy(port))
    assert wait_for(lambda: healthy(port))
    started.send_signal(signal.SIGINT)
    assert started.wait(PATIENCE_SECONDS) == 0
    assert processes(str(tmp_path)) == {}


def test_a_taken_port_is_said_in_a_sentence(port: int):
    with socket.create_server(("127.0.0.1", port)):
        refused = subprocess.run(
            [sys.executable, "manage.py", "start", "--port", str(port), "--only-check"],
            env=os.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert f"Port {port} is taken by another program" in refused.stderr
    assert "Traceback" not in refused.stderr
