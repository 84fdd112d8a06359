"""Listening for the beats, and how a job stands."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from paincheck.accounts.models import User
from paincheck.background.kinds import KINDS
from paincheck.background.models import Heartbeat, Job, Tally


def late_since(*, name: str, now: datetime, after: timedelta) -> datetime | None:
    """Since when the loop `name` has been silent; None while it is fresh.

    A loop that has never beaten is silent since the start of time as far as a page can tell, and
    `now` is returned, so that a forgotten process shows at once.
    """
    return silent_since(last_beats().get(name), now=now, after=after)


def silent_since(beat: datetime | None, *, now: datetime, after: timedelta) -> datetime | None:
    """The same for a beat that was read before."""
    if beat is None:
        return now
    return beat if now - beat > after else None


def last_beats() -> dict[str, datetime]:
    """When each loop was last round, in one query."""
    return dict(beats())


def beats() -> "QuerySet[Heartbeat, tuple[str, datetime]]":
    """The same as rows of (name, at), to be asked for together with others."""
    return Heartbeat.objects.values_list("name", "beat_at")


def tallies() -> dict[str, int]:
    """How often each rare thing has happened since the database was made."""
    return dict(Tally.objects.values_list("name", "times"))


@dataclass(frozen=True)
class JobPage:
    """How a job stands, for whoever asked for it. `percent` is None where nobody knows yet."""

    job: Job
    title: str
    back: str
    shown: str
    file_name: str
    percent: int | None
    thrown_away: bool

    @property
    def ended(self) -> bool:
        return self.job.finished_at is not None

    @property
    def cancelling(self) -> bool:
        return not self.ended and self.job.cancel_asked_at is not None


def job_page(by: User, job_id: uuid.UUID, now: datetime) -> JobPage | None:
    """None where it is not hers. The file itself is not read."""
    job = Job.objects.defer("file", "result").filter(pk=job_id, asked_by=by).first()
    kind = KINDS.get(job.kind) if job else None
    if job is None or kind is None:
        return None
    done = job.state == Job.State.DONE
    kept = job.expires_at is not None and now < job.expires_at
    kept = kept and (not done or kind.still is None or kind.still(job))
    return JobPage(
        job=job,
        title=kind.title,
        back=kind.back(job),
        shown=kind.shown(job) if kind.shown and done and kept else "",
        file_name=job.file_name if done and kept else "",
        percent=min(100, job.done_steps * 100 // job.all_steps) if job.all_steps else None,
        thrown_away=done and not kept,
    )


def result_of(by: User, job_id: uuid.UUID, kind: str, now: datetime) -> Job | None:
    """Her finished job of this kind, with its result; None where it is not hers, or is gone."""
    mine = Job.objects.filter(pk=job_id, kind=kind, asked_by=by, state=Job.State.DONE)
    return mine.defer("file").filter(expires_at__gt=now).first()


@dataclass(frozen=True)
class File:
    content: bytes
    name: str
    type: str


def file_of(by: User, job_id: uuid.UUID, now: datetime) -> File | None:
    """What came out of her job as a file; None where there is none any more."""
    mine = Job.objects.filter(pk=job_id, asked_by=by, state=Job.State.DONE, expires_at__gt=now)
    job = mine.exclude(file_name="").first()
    if job is None or job.file is None:
        return None
    kind = KINDS.get(job.kind)
    if kind is not None and kind.still is not None and not kind.still(job):
        return None
    return File(content=bytes(job.file), name=job.file_name, type=job.file_type)
