"""A mail server and a text service on loopback that behave as badly as a test asks."""

import asyncio
import json
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Mailbox:
    """aiosmtpd's handler: keeps the mails, and answers to the text as `manner` says.

    accept, refuse, later, drop, accept_and_drop, drip, hang, rude (nonsense for a goodbye)
    """

    def __init__(self) -> None:
        self.manner = "accept"
        self.likes_us = True
        self.refuses: dict[str, str] = {}
        self.mails: list[Envelope] = []
        self.calls = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:  # noqa: E501, N802
        self.calls += 1
        envelope.mail_from = address
        return "250 OK" if self.likes_us else "550 not from you"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:  # noqa: E501, N802
        envelope.rcpt_tos.append(address)
        return self.refuses.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        transport: Any = server.transport
        if self.manner == "refuse":
            return "554 no such thing here"
        if self.manner == "later":
            return "451 try again later"
        if self.manner == "drop":
            transport.abort()
        if self.manner == "hang":
            await asyncio.sleep(30)
        if self.manner == "drip":
            for _ in range(400):
                transport.write(b"2")
                await asyncio.sleep(0.05)
        self.mails.append(envelope)
        if self.manner == "accept_and_drop":
            transport.write(b"250 OK\r\n")
            transport.close()
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "221 " + "bye" * (4000 if self.manner == "rude" else 1)


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """The mailbox and its port."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


@contextmanager
def dripping_server() -> Iterator[int]:
    """Says a byte of its greeting now and then, and never comes to the end of it."""

    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                for _ in range(400):
                    self.request.sendall(b"2")
                    time.sleep(0.05)
            except OSError:
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes every connection and says nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class TextService:
    """What GOV.UK Notify would be: keeps the texts, and answers as `manner` says.

    A number (the status), drop, accept_and_drop, drip, hang, or words (201 with no JSON).
    """

    def __init__(self) -> None:
        self.manner: str | int = 201
        self.texts: list[dict[str, Any]] = []
        self.calls = 0


@contextmanager
def text_service() -> Iterator[tuple[TextService, str]]:
    """The service and its address."""
    service = TextService()

    class Door(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            """Where a redirect leads to: a friendly page that has taken nothing."""
            self._say(200, b'{"id": "1"}')

        def do_POST(self) -> None:
            service.calls += 1
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            how = service.manner
            if how == "hang":
                time.sleep(15)
            if how == "drip":
                self.wfile.write(b"HTTP/1.0 201 ")
                for _ in range(300):
                    self.wfile.write(b"C")
                    time.sleep(0.05)
            if how in ("hang", "drip", "drop"):
                return
            if how in (201, "accept_and_drop", "words"):
                service.texts.append(told)
            if how == "accept_and_drop":
                return
            body = b"Welcome" if how == "words" else json.dumps({"id": "1"}).encode()
            self._say(how if isinstance(how, int) else 201, body)

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/sign-in")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a cut is expected
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield service, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
