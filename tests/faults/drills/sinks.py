"""Where messages arrive: an SMTP server and a provider of text messages, which can be made ill.

Both run on loopback in our own process, which no drill kills. What a sink has taken in whole it
has accepted, whether or not its answer could still be heard.
"""

import contextlib
import email
import email.policy
import json
import re
import socketserver
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WELL, NOT_NOW, REFUSES, HANGS, DROPS, SLOW = "well", "not now", "refuses", "hangs", "drops", "slow"
UNHEARD = (DROPS, SLOW)  # whoever sends it does not wait for the end of such an answer
CODE = re.compile(r"D\d{3}-\d{4}")  # a patient of the world, as in the link of a message


@dataclass(frozen=True)
class Arrival:
    at: float
    reference: str
    to: str
    code: str
    answered: bool


class Sink:
    """`mode` can be changed at any moment; `mode_of` makes it depend on the address."""

    def __init__(self) -> None:
        self.mode = WELL
        self.delay = 0.0  # seconds that it takes to take a message in
        self.inside = 0  # how many are being taken in at this moment
        self.modes_of_addresses: dict[str, str] = {}
        self.arrivals: list[Arrival] = []
        self.connections = 0
        self.released = threading.Event()

    def mode_of(self, address: str) -> str:
        return self.modes_of_addresses.get(address, self.mode)

    def linger(self) -> None:
        """Let a send take its time, for kills to fall into the middle of it."""
        self.inside += 1
        time.sleep(self.delay)
        self.inside -= 1

    def take(self, *, reference: str, to: str, text: str, answered: bool) -> None:
        code = CODE.search(text)
        arrival = Arrival(time.time(), reference, to, code.group() if code else "", answered)
        self.arrivals.append(arrival)

    def codes(self) -> dict[str, float]:
        """Of whom it has been told, with the first moment."""
        first: dict[str, float] = {}
        for arrival in list(self.arrivals):
            first.setdefault(arrival.code, arrival.at)
        return first

    def repeats(self, codes: set[str]) -> int:
        """How many messages about these arrived once more with the same reference."""
        counted = Counter(a.reference for a in list(self.arrivals) if a.code in codes)
        return sum(times - 1 for times in counted.values())

    def hang(self) -> None:
        """Say nothing until the mode changes, or five minutes have passed."""
        mode, until = self.mode, time.monotonic() + 300
        while self.mode == mode and time.monotonic() < until and not self.released.is_set():
            time.sleep(0.1)


class MailSink(Sink):
    """A real SMTP server with just enough of RFC 5321 for one client."""

    def __init__(self) -> None:
        super().__init__()
        sink = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                sink.connections += 1
                with contextlib.suppress(OSError, ValueError):  # the client went away
                    sink._talk(self)

        self.server = Threaded(("127.0.0.1", 0), Session)
        serve(self.server)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"

    def _say(self, session: socketserver.StreamRequestHandler, line: str) -> None:
        sent = f"{line}\r\n".encode()
        if self.mode != SLOW:
            session.wfile.write(sent)
            return
        for byte in sent:
            session.wfile.write(bytes([byte]))
            time.sleep(1)

    def _talk(self, session: socketserver.StreamRequestHandler) -> None:
        to = ""
        if self.mode == HANGS:
            self.hang()
            return
        self._say(session, "220 sink")
        while line := session.rfile.readline(1000).decode(errors="replace"):
            word = line.strip().upper()
            if word.startswith("RCPT"):
                to = line.partition("<")[2].partition(">")[0]
                self._say(session, self._answer_of_rcpt(to))
            elif word == "DATA":
                self.linger()
                self._say(session, "354 go on")
                if not self._data(session, to):
                    return
            elif word == "QUIT":
                self._say(session, "221 bye")
                return
            else:
                self._say(session, "250 fine")

    def _answer_of_rcpt(self, to: str) -> str:
        return "550 no such address" if self.mode_of(to) == REFUSES else "250 fine"

    def _data(self, session: socketserver.StreamRequestHandler, to: str) -> bool:
        """Take one message in; False where the line is cut without an answer."""
        lines = []
        while (line := session.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        mode = self.mode_of(to)
        if mode == NOT_NOW:
            self._say(session, "451 not now")
            return True
        if mode == HANGS:
            self.hang()
            return False
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        body = message.get_body()
        text = body.get_content() if body else ""
        reference = str(message["Message-ID"])
        self.take(reference=reference, to=to, text=text, answered=mode not in UNHEARD)
        if mode == DROPS:
            return False
        self._say(session, "250 taken")
        return True


class TextSink(Sink):
    """A provider of text messages with GOV.UK Notify's interface."""

    def __init__(self) -> None:
        super().__init__()
        sink = self

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                sink.connections += 1
                length = int(self.headers.get("Content-Length", 0))
                with contextlib.suppress(OSError, ValueError):  # the client went away
                    sink._answer(self, json.loads(self.rfile.read(length)))

            def do_GET(self) -> None:
                found = [
                    {"id": str(uuid.uuid4()), "reference": a.reference, "status": "delivered"}
                    for a in list(sink.arrivals)
                    if f"reference={a.reference}" in self.path
                ]
                reply(self, 200, {"notifications": found, "links": {"current": self.path}})

            def log_message(self, *_: Any) -> None:
                pass

        self.server = WebServer(("127.0.0.1", 0), Request)
        serve(self.server)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def _answer(self, request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        to, reference = asked.get("phone_number", ""), asked.get("reference") or ""
        mode = self.mode_of(to)
        self.linger()
        if mode in (NOT_NOW, REFUSES):
            status = 500 if mode == NOT_NOW else 400
            error = {"error": "BadRequestError", "message": "no"}
            reply(request, status, {"status_code": status, "errors": [error]})
            return
        if mode == HANGS:
            self.hang()
            request.close_connection = True
            return
        text = " ".join(str(value) for value in (asked.get("personalisation") or {}).values())
        self.take(reference=reference, to=to, text=text, answered=mode not in UNHEARD)
        if mode == DROPS:
            request.close_connection = True
            return
        made = {"id": str(uuid.uuid4()), "reference": reference, "content": {"body": text}}
        reply(request, 201, made, pause=1.0 if mode == SLOW else 0.0)


def reply(
    request: BaseHTTPRequestHandler, status: int, body: dict[str, Any], pause: float = 0.0
) -> None:
    sent = json.dumps(body).encode()
    try:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(sent)))
        request.end_headers()
        for start in range(0, len(sent), 1 if pause else len(sent)):
            request.wfile.write(sent[start : start + (1 if pause else len(sent))])
            time.sleep(pause)
    except OSError:
        request.close_connection = True  # the client went away, or was killed


class Threaded(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    request_queue_size = 128


class WebServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in mid-request is what the drills are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def serve(server: socketserver.BaseServer) -> None:
    threading.Thread(target=server.serve_forever, daemon=True).start()
