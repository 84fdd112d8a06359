"""A worker is killed in the middle of a job: another finishes it, from its first line, once."""

import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from paincheck.accounts.models import User
from paincheck.background.models import Job
from tests.factories import NOON, UserFactory
from tests.faults.test_broker import LONG_ENOUGH_SECONDS, ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from paincheck.background import jobs, kinds
kinds.EVERY_SECONDS = 0.0

@kinds.job_kind("tried", title="Tried", back=lambda job: "/")
def work(job, progress):
    for step in range(4):
        progress(step, 4)
        if step == 2 and job.attempts == 1:
            os.kill(os.getpid(), signal.SIGKILL)
    return kinds.Result(result={"attempt": job.attempts})

sys.exit(3 + jobs.run_waiting(now=datetime.fromisoformat(sys.argv[1])))
"""
NOTHING_DONE, ONE_DONE = 3, 4


class Workers:
    """Processes of their own at the test's database; SQLite's is in memory, so at a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.env = environment() if connection.vendor == "postgresql" else dict(os.environ)
        if connection.vendor == "sqlite":
            self.file = folder / "copy.sqlite3"
            copy = sqlite3.connect(self.file)
            connection.connection.backup(copy)
            copy.close()
            self.env |= {
                "DATABASE_URL": f"sqlite:///{self.file}",
                "DJANGO_SETTINGS_MODULE": "paincheck.settings",
            }

    def work(self, now: datetime) -> int:
        return subprocess.run(
            [sys.executable, "-c", WORKER, now.isoformat()],
            env=self.env,
            cwd=ROOT,
            check=False,
            timeout=LONG_ENOUGH_SECONDS,
        ).returncode

    def job(self) -> tuple[str, int, int, str | None]:
        """(state, attempts, steps done, result)."""
        question = "SELECT state, attempts, done_steps, CAST(result AS text) FROM background_job"
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as copy:
                row = copy.execute(question).fetchone()
            copy.close()
        else:
            with connection.cursor() as cursor:
                cursor.execute(question)
                row = cursor.fetchone()
        return tuple(row)


def test_a_worker_killed_in_mid_job_loses_nothing(tmp_path: Path):
    ann: User = UserFactory()
    Job.objects.create(kind="tried", asked_by=ann, asked_at=NOON)
    workers, later = Workers(tmp_path), NOON + timedelta(seconds=10)
    assert workers.work(later) == -9
    assert workers.job() == ("RUNNING", 1, 2, None)
    assert workers.work(later + timedelta(seconds=30)) == NOTHING_DONE, "its lease still holds"
    assert workers.work(later + timedelta(seconds=90)) == ONE_DONE
    state, attempts, steps, result = workers.job()
    assert (state, attempts, steps) == ("DONE", 2, 4)
    assert result is not None
    assert "2" in result
