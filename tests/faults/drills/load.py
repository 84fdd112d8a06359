"""Patients who submit checks over HTTP, and try again with the same key as the page would."""

import http.client
import json
import random
import secrets
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.faults.drills.world import Person, World

TIMEOUT_SECONDS = 15.0
AGAIN_AFTER_SECONDS = 0.5
GIVE_UP_SECONDS = 150.0
RECEIPTS = (200, 201)


@dataclass
class Submit:
    """One check of one patient. `acknowledged` is the moment of the receipt."""

    person: Person
    worst: int = 9
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    statuses: list[int] = field(default_factory=list)
    began: float = 0.0
    acknowledged: float | None = None
    answers: list[str] = field(default_factory=list)

    def body(self, now: float | None = None) -> bytes:
        """What the page would send; `now` where the world's clocks are not ours."""
        at = datetime.fromtimestamp((now or time.time()) - 5, UTC).isoformat()
        return json.dumps({"key": self.key, "answered_at": at, "worst": self.worst}).encode()


def post(world: World, submit: Submit, body: bytes, timeout: float = TIMEOUT_SECONDS) -> int:
    """One try; the status, or 0 where no answer came. Keeps what was said."""
    token = secrets.token_hex(16)
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"paincheck={submit.person.session}; csrf={token}",
        "X-CSRFToken": token,
    }
    line = http.client.HTTPConnection("127.0.0.1", world.port, timeout=timeout)
    try:
        line.request("POST", "/api/checks/", body, headers)
        answer = line.getresponse()
        said, status = answer.read().decode(errors="replace"), answer.status
    except (OSError, http.client.HTTPException):
        said, status = "", 0
    finally:
        line.close()
    submit.statuses.append(status)
    submit.answers.append(said[:300])
    return status


def submit_until_acknowledged(world: World, submit: Submit, stop: threading.Event) -> None:
    body, submit.began = submit.body(world.now()), time.time()
    until = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < until and not stop.is_set():
        if post(world, submit, body) in RECEIPTS:
            submit.acknowledged = time.time()
            return
        time.sleep(AGAIN_AFTER_SECONDS)


class Load:
    """`n` severe checks, each of another patient, at random moments within so many seconds."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        n: int,
        *,
        seconds: float,
        hands: int = 8,
        worst: Sequence[int] = (9,),
    ) -> None:
        self.world = world
        self.submits = [Submit(p, worst=rng.choice(worst)) for p in world.take_people(n)]
        self._times = sorted(rng.uniform(0, seconds) for _ in range(n))
        self._next, self._lock, self.stop = 0, threading.Lock(), threading.Event()
        self._hands = [threading.Thread(target=self._work, daemon=True) for _ in range(hands)]

    def __enter__(self) -> "Load":
        self._began = time.monotonic()
        for hand in self._hands:
            hand.start()
        return self

    def __exit__(self, wrong: object, *_: object) -> None:
        if wrong:
            self.stop.set()
        for hand in self._hands:
            hand.join()

    @property
    def is_over(self) -> bool:
        return not any(hand.is_alive() for hand in self._hands)

    def _work(self) -> None:
        while not self.stop.is_set():
            with self._lock:
                number = self._next
                self._next += 1
            if number >= len(self.submits):
                return
            self.stop.wait(max(0.0, self._began + self._times[number] - time.monotonic()))
            submit_until_acknowledged(self.world, self.submits[number], self.stop)

    @property
    def acknowledged(self) -> list[Submit]:
        return [submit for submit in self.submits if submit.acknowledged]
