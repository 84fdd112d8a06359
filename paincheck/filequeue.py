"""Celery's queue in files, in which each file is there in whole or not at all.

kombu's own writes into the file that a worker may be taking away, and leaves an empty one behind
when the disk is full; a worker that meets an empty file ends, once for each. An empty list of
queues would end every worker for good.
"""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **_: Any) -> None:  # type: ignore[override]
        """Under another name first, since a worker takes whatever ends in `.msg`."""
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}"
        path = Path(self.data_folder_out) / f"{name}.msg"
        part = path.with_suffix(".part")
        try:
            part.write_text(dumps(message))
            part.rename(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ChannelError(f"Cannot add a file to {self.data_folder_out}") from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        try:
            loads(file.read_text())
        except FileNotFoundError:
            pass
        except ValueError:
            file.unlink(missing_ok=True)
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel
