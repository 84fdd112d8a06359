"""The log's way into the archive and back: nothing half-written, nothing overwritten."""

import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "deploy" / "backup"
NAME = "000000010000000000000007"


def call(script: str, *words: str | Path) -> int:
    done = subprocess.run([SCRIPTS / script, *words], capture_output=True, check=False)
    return done.returncode


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    file = tmp_path / "piece"
    file.write_bytes(b"what was saved " * 1000)
    return file


@pytest.fixture
def archive(tmp_path: Path, piece: Path) -> Path:
    folder = tmp_path / "wal"
    folder.mkdir()
    assert call("archive_wal", folder, piece, NAME) == 0
    return folder


def test_a_piece_comes_back_as_it_was(archive: Path, piece: Path, tmp_path: Path):
    assert call("fetch_wal", archive, NAME, tmp_path / "back") == 0
    assert (tmp_path / "back").read_bytes() == piece.read_bytes()


def test_the_archive_is_for_its_owner_alone(archive: Path):
    assert [file.name for file in archive.iterdir()] == [f"{NAME}.gz"]
    assert (archive / f"{NAME}.gz").stat().st_mode & 0o777 == 0o600


def test_the_same_piece_may_come_twice_and_another_of_its_name_may_not(archive: Path, piece: Path):
    assert call("archive_wal", archive, piece, NAME) == 0
    kept = (archive / f"{NAME}.gz").read_bytes()
    piece.write_bytes(b"of another server")
    assert call("archive_wal", archive, piece, NAME) == 1
    assert (archive / f"{NAME}.gz").read_bytes() == kept


def test_a_damaged_piece_is_not_taken_for_the_end(archive: Path, tmp_path: Path):
    assert call("fetch_wal", archive, "000000010000000000000008", tmp_path / "back") == 1
    kept = archive / f"{NAME}.gz"
    kept.write_bytes(kept.read_bytes()[:-20])
    assert call("fetch_wal", archive, NAME, tmp_path / "back") == 200


def test_an_archive_that_cannot_be_written_keeps_the_piece_with_postgresql(
    piece: Path, tmp_path: Path
):
    assert call("archive_wal", tmp_path / "not there", piece, NAME) != 0


def test_a_restore_never_writes_over_a_folder_and_wants_a_moment_with_its_offset(tmp_path: Path):
    (tmp_path / "wal").mkdir()
    (tmp_path / "data").mkdir()
    told = (tmp_path / "backup", tmp_path / "wal", tmp_path / "data")
    assert call("restore", *told, "2026-11-24 12:00:00+00") == 1
    assert call("restore", *told[:2], tmp_path / "new", "2026-11-24 12:00:00") == 1
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "data").iterdir()) == []
