"""A hard ceiling on one send.

A timeout counts from one byte to the next, so a server that sends a byte a second holds us for
ever. After the ceiling every watched connection is cut, whatever it is doing.
"""

import socket
import threading
from contextlib import suppress
from types import TracebackType


class Ceiling:
    """`with Ceiling(seconds=20) as ceiling:`, in which each new socket is shown to `watch`.

    `began` is the sender's to set: from then on the message itself may have arrived.
    """

    def __init__(self, *, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._is_cut = False
        self.began = False

    def __enter__(self) -> "Ceiling":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._watched:
                twin.close()
            self._watched.clear()

    def watch(self, connection: socket.socket) -> None:
        """Its twin is kept: TLS takes the socket itself over, and a closed one has no number."""
        with self._lock:
            self._watched.append(connection.dup())
        if self._is_cut:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for twin in self._watched:
                with suppress(OSError):  # the other side was quicker
                    twin.shutdown(socket.SHUT_RDWR)
