"""The kinds of jobs, registered by the apps above when they are ready, and what one job knows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from paincheck.background.models import Job

# A worker that has said nothing for so long is taken for dead: progress at least every half of it.
LEASE = timedelta(seconds=60)
# Progress is written at most so often, however often it is told.
EVERY_SECONDS = 0.5


class Cancelled(Exception):
    """Whoever asked does not want it any more."""


class TakenOver(Exception):
    """The lease ran out and another worker has the job: nothing more may be written."""


class CannotBeDone(Exception):
    """There is no use in another try; the message is for who asked, without anybody's data."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came out: values for a page, or a file to take away, or both."""

    result: Any = None
    file: bytes | None = None
    file_name: str = ""
    file_type: str = ""


class Progress:
    """Told by the work: `progress(done, of)`. It renews the lease, and raises where the work must
    end: Cancelled or TakenOver. Tell it at least every half minute.
    """

    def __init__(self, job: Job, *, now: datetime) -> None:
        self._job = job
        self._began, self._told = (now, time.monotonic()), float("-inf")

    @property
    def now(self) -> datetime:
        """The clock as it was when the job was begun, and what has gone by since."""
        now, began = self._began
        return now + timedelta(seconds=time.monotonic() - began)

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self._told < EVERY_SECONDS:
            return
        self._told = time.monotonic()
        mine = Job.objects.filter(
            pk=self._job.pk, state=Job.State.RUNNING, attempts=self._job.attempts
        )
        if not mine.update(done_steps=done, all_steps=of, lease_until=self.now + LEASE):
            raise TakenOver
        if mine.filter(cancel_asked_at__isnull=False).exists():
            raise Cancelled


Work = Callable[[Job, Progress], Result]
Address = Callable[[Job], str]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`title` names it on its page. `back` is the address that it was asked for from, `shown` the
    one of the page that shows its result; a file is taken from the job's own page. `still` says
    whether whoever asked may still have what came out."""

    name: str
    title: str
    work: Work
    back: Address
    shown: Address | None
    still: Callable[[Job], bool] | None = None


KINDS: dict[str, Kind] = {}


def job_kind(
    name: str,
    *,
    title: str,
    back: Address,
    shown: Address | None = None,
    still: Callable[[Job], bool] | None = None,
) -> Callable[[Work], Work]:
    """Registers the work of a kind. Import its module where the app is made ready.

    The work may be begun anew from its first line, by another worker: it writes nothing but what
    may be written twice.
    """

    def register(work: Work) -> Work:
        KINDS[name] = Kind(name=name, title=title, work=work, back=back, shown=shown, still=still)
        return work

    return register
