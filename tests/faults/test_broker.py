"""A high score reaches the nurse's list with a worker, without a broker, and after a kill.

Each process is a real one with its own connection to the test's PostgreSQL and Valkey.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from alerts.models import Alert
from diaries.models import PainCheck, Patient

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
ROOT = Path(settings.BASE_DIR)
LONG_ENOUGH_SECONDS = 30

SUBMIT = """
import os, signal, sys, uuid
from decimal import Decimal
import django
django.setup()
from django.utils import timezone
from alerts import receivers
from diaries.actions import checks
from diaries.answers import Answers
from diaries.models import Patient
from paincheck.background import doorbell
if "patient" in sys.argv:
    doorbell.PATIENCE_SECONDS = 20  # a busy machine's first message takes longer than 300 ms
if "killed" in sys.argv:
    receivers.publish = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
pat = Patient.objects.get(code=sys.argv[1])
now = timezone.now()
checks.submit(patient=pat, answers=Answers(worst=Decimal(9)), key=uuid.uuid4(),
              answered_at=now, by=pat.user, now=now)
"""


def environment(**changes: str) -> dict[str, str]:
    """The tests' own, with the address of the test's database in place of the empty one."""
    whole = os.environ["DATABASE_URL"]
    name = connection.settings_dict["NAME"]
    start, _, query = whole.partition("?")
    here = start.rsplit("/", 1)[0] + "/" + name + (f"?{query}" if query else "")
    return (
        os.environ
        | {"DATABASE_URL": here, "DJANGO_SETTINGS_MODULE": "paincheck.settings"}
        | changes
    )


def submit(pat: Patient, *how: str, **changes: str) -> int:
    """Submit a check of worst pain 9 from a process of its own; returns its exit status."""
    done = subprocess.run(
        [sys.executable, "-c", SUBMIT, pat.code, *how],
        env=environment(**changes),
        cwd=ROOT,
        check=False,
        timeout=LONG_ENOUGH_SECONDS,
    )
    return done.returncode


def flagged_in_time() -> bool:
    until = time.monotonic() + LONG_ENOUGH_SECONDS
    while time.monotonic() < until:
        if Alert.objects.filter(rule="severe_pain").exists():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def worker() -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "paincheck", "worker", "-P", "solo"]
    process = subprocess.Popen(
        command, env=environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield
    process.terminate()
    process.wait(LONG_ENOUGH_SECONDS)


@pytest.mark.usefixtures("worker")
def test_a_worker_flags_what_the_broker_hands_it(pat: Patient):
    assert submit(pat, "patient") == 0
    assert flagged_in_time()


def test_without_a_worker_the_message_waits_and_the_watch_flags(pat: Patient):
    assert submit(pat, "patient") == 0
    assert not Alert.objects.exists()
    subprocess.run(
        [sys.executable, "manage.py", "watch", "--once"],
        env=environment(),
        cwd=ROOT,
        check=True,
        timeout=LONG_ENOUGH_SECONDS,
    )
    assert Alert.objects.get(rule="severe_pain").level == "RED"


def test_with_the_broker_down_the_check_is_stored_and_flagged_in_place(pat: Patient):
    assert submit(pat, REDIS_URL="redis://127.0.0.1:1/0") == 0
    assert PainCheck.objects.count() == 1
    assert Alert.objects.filter(rule="severe_pain").exists()


def test_a_kill_between_commit_and_bell_loses_nothing(pat: Patient):
    assert submit(pat, "killed") == -9
    assert PainCheck.objects.get().flagged_at is None
    subprocess.run(
        [sys.executable, "manage.py", "watch", "--once"],
        env=environment(),
        cwd=ROOT,
        check=True,
        timeout=LONG_ENOUGH_SECONDS,
    )
    assert Alert.objects.get(rule="severe_pain").level == "RED"


def test_a_broker_that_hangs_holds_no_patient_up(pat: Patient):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        assert submit(pat, REDIS_URL=address) == 0
    assert Alert.objects.filter(rule="severe_pain").exists()
