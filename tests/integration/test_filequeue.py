"""The queue in files: a full disk or an interrupted write never ends a worker."""

import errno
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from celery import current_app
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import get_transport_cls

from paincheck.filequeue import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    folders = {
        name: str(tmp_path / name)
        for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")
    }
    folders["data_folder_out"] = folders["data_folder_in"]
    for folder in folders.values():
        Path(folder).mkdir(exist_ok=True)
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.channel()


def test_it_is_the_queue_that_the_app_uses():
    assert current_app.main == "paincheck"
    assert get_transport_cls("filesystem").Channel is Channel


def test_what_is_put_in_comes_out_once(channel: Channel):
    channel._put("celery", {"body": "one"})
    channel._put("celery", {"body": "two"})
    assert [channel._get("celery")["body"], channel._get("celery")["body"]] == ["one", "two"]
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_full_disk_leaves_no_half_file(channel: Channel, monkeypatch: pytest.MonkeyPatch):
    def full(path: Path, words: str) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ChannelError):
        channel._put("celery", {"body": "one"})
    assert list(Path(channel.data_folder_out).iterdir()) == []
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_file_that_is_being_written_is_not_taken(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
):
    rename = Path.rename

    def looked_at_first(path: Path, to: Any) -> Path:
        with pytest.raises(Empty):
            channel._get("celery")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", looked_at_first)
    channel._put("celery", {"body": "one"})
    assert channel._get("celery")["body"] == "one"


def test_a_list_of_queues_that_was_cut_off_is_made_anew(channel: Channel):
    channel._exchange_file("celery").write_text("")
    channel._queue_bind("celery", "celery", "", "celery")
    assert [entry.queue for entry in channel.get_table("celery")] == ["celery"]
