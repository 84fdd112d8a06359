"""A copy of SQLite that is taken while somebody writes is whole, and a damaged one is refused."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def run(*command: str | Path, database: Path) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy that was taken from a database in the middle of many writes."""
    folder, stop = tmp_path_factory.mktemp("running"), threading.Event()
    database = folder / "paincheck.sqlite3"
    assert run("manage.py", "migrate", "-v0", database=database).returncode == 0

    def keep_writing() -> None:
        with closing(sqlite3.connect(database, isolation_level=None)) as line:
            number = 0
            while not stop.is_set():
                number += 1
                line.execute("BEGIN IMMEDIATE")
                for half in ("first", "second"):
                    line.execute(
                        "INSERT INTO background_heartbeat (name, beat_at) VALUES (?, ?)",
                        [f"{half} {number}", "2026-11-24 12:00:00"],
                    )
                line.execute("COMMIT")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    done = run("deploy/backup/copy_sqlite", database, folder / "kept", database=database)
    stop.set()
    writer.join()
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    """To be harmed: what was kept stays as it is."""
    return Path(shutil.copytree(kept, tmp_path / "copy"))


def restore_check(copy: Path) -> "subprocess.CompletedProcess[str]":
    manifest = copy / "manifest.json"
    database = copy / "paincheck.sqlite3"
    return run("manage.py", "restore_check", "--manifest", manifest, database=database)


def test_a_copy_is_for_its_owner_alone(kept: Path):
    assert kept.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in kept.iterdir()} == {0o600}
    assert not list(kept.parent.glob("*.part"))


def test_a_copy_that_was_taken_under_writing_is_whole(copy: Path):
    with closing(sqlite3.connect(copy / "paincheck.sqlite3")) as line:
        assert line.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        first, second = (
            line.execute(f"SELECT count(*) FROM background_heartbeat WHERE name LIKE '{half}%'")
            for half in ("first", "second")
        )
        assert first.fetchone() == second.fetchone() != (0,)
    checked = restore_check(copy)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.startswith("Sound.")


@pytest.mark.parametrize("harm", ["overwritten", "cut", "not a database"])
def test_a_copy_that_is_damaged_is_refused(copy: Path, harm: str):
    database = copy / "paincheck.sqlite3"
    size = database.stat().st_size
    with database.open("r+b") as file:
        if harm == "cut":
            file.truncate(size // 2)
        else:
            file.seek(size // 3 if harm == "overwritten" else 0)
            file.write(os.urandom(size // 3))
    checked = restore_check(copy)
    assert checked.returncode == 1
    assert "Do not start PainCheck with this database" in checked.stderr
    assert "Traceback" not in checked.stderr
