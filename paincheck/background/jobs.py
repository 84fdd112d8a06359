"""Asking for work that takes too long for a page, and doing it: claim, work, write what came out.

Celery is told at once; `manage.py watch` does what waits longer, or whose worker died.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from paincheck.accounts.models import User
from paincheck.audit.actions import SystemJob, record
from paincheck.background.kinds import (
    KINDS,
    LEASE,
    Cancelled,
    CannotBeDone,
    Progress,
    Result,
    TakenOver,
)
from paincheck.background.models import Job
from paincheck.background.signals import job_asked
from paincheck.transactions import atomic_with_retries

log = logging.getLogger(__name__)
JOBS = SystemJob("jobs")
ATTEMPTS = 3
# So long a worker has before the loop of `watch` takes a job up.
A_MOMENT = timedelta(seconds=5)
RESULT_KEPT_FOR = timedelta(days=1)
WENT_WRONG = (
    "Something went wrong on our side. Nothing was changed. "
    "If it happens again, tell whoever looks after PainCheck at your site."
)


@atomic_with_retries
def ask(
    *,
    kind: str,
    arguments: Mapping[str, Any],
    by: User,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Job:
    """Ask for a job. The same again by the same person, while it is not finished, is the same job;
    so is whatever comes with the same `key`."""
    # Her row first: two presses in the same moment take their turns.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    mine = Job.objects.filter(asked_by=by, kind=kind)
    asked = mine.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    same = [job for job in asked if job.arguments == arguments and job.cancel_asked_at is None]
    again = mine.filter(pk=key).first() if key else None
    if again or same:
        return again or same[0]
    taken = key is None or Job.objects.filter(pk=key).exists()
    job = Job.objects.create(
        pk=uuid.uuid4() if taken else key,
        kind=KINDS[kind].name,
        arguments=dict(arguments),
        asked_by=by,
        asked_at=now,
    )
    record(action="job.asked", subject=job, by=by, now=now)
    transaction.on_commit(
        lambda: job_asked.send_robust(sender=None, job_id=str(job.pk)), robust=True
    )
    return job


@atomic_with_retries
def cancel(*, job: Job, by: User, now: datetime) -> bool:
    """A job that waits ends here; one that runs ends at its next word of progress. False where it
    had ended before."""
    mine = Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=True)
    ended = mine.filter(state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, cancel_asked_at=now, finished_at=now
    )
    asked = ended or mine.filter(state=Job.State.RUNNING).update(cancel_asked_at=now)
    if asked:
        record(action="job.cancel_asked", subject=job, by=by, now=now)
    return bool(asked)


def run_waiting(*, now: datetime, limit: int = 20) -> int:
    """Do what no worker has taken up in a moment, or has let fall; how many were begun."""
    waiting = Job.objects.waiting(now).filter(asked_at__lte=now - A_MOMENT, kind__in=KINDS)
    began = time.monotonic()
    done = 0
    for pk in list(waiting.order_by("asked_at").values_list("pk", flat=True)[:limit]):
        passed = timedelta(seconds=time.monotonic() - began)
        done += run(job_id=str(pk), now=now + passed)
    return done


def run(*, job_id: str, now: datetime) -> bool:
    """Claim one job, do it, write what came out. False where another has it, or it has ended."""
    job = _claim(job_id, now=now)
    if job is None:
        return False
    progress = Progress(job, now=now)
    if job.cancel_asked_at is not None:
        _finish(job, Job.State.CANCELLED, now=now)
        return True
    if job.attempts > ATTEMPTS:
        # Its workers died of it, one after the other.
        _finish(job, Job.State.FAILED, now=now, error=WENT_WRONG)
        return True
    try:
        result = KINDS[job.kind].work(job, progress)
    except TakenOver:
        log.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except Cancelled:
        _finish(job, Job.State.CANCELLED, now=progress.now)
    except CannotBeDone as error:
        _finish(job, Job.State.FAILED, now=progress.now, error=str(error)[:300])
    except Exception as error:  # noqa: BLE001  whatever is wrong with one job must not stop the others
        _went_wrong(job, error, now=progress.now)
    else:
        _write(job, result, now=progress.now)
    return True


@transaction.atomic
def _claim(job_id: str, *, now: datetime) -> Job | None:
    """By a conditional update: the row stays locked until it is read again, so `attempts` is the
    number of this claim, and tells it from the next."""
    claimed = (
        Job.objects.waiting(now)
        .filter(pk=job_id, kind__in=KINDS)
        .update(state=Job.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _write(job: Job, result: Result, *, now: datetime) -> None:
    """What came out; where it was cancelled in the last moment, nothing is kept."""
    held = _finish(
        job,
        Job.State.DONE,
        now=now,
        result=result.result,
        file=result.file,
        file_name=result.file_name[:100],
        file_type=result.file_type[:100],
        done_steps=F("all_steps"),
        expires_at=now + RESULT_KEPT_FOR,
    )
    if not held:
        _finish(job, Job.State.CANCELLED, now=now)


def _went_wrong(job: Job, error: Exception, *, now: datetime) -> None:
    """Another try, or the end. The log says where and what kind; its text may hold somebody's data.

    No `exc_info` for the same reason.
    """
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "job %s (%s) failed: %s in %s, line %s",
        job.pk, job.kind, type(error).__name__, where.name, where.lineno,
    )  # fmt: skip
    if job.attempts >= ATTEMPTS:
        _finish(job, Job.State.FAILED, now=now, error=WENT_WRONG)
    else:
        _held(job).update(state=Job.State.WAITING, lease_until=None)


@transaction.atomic
def _finish(job: Job, state: Job.State, *, now: datetime, **told: Any) -> bool:
    """Only while this claim still holds: nothing of another's is written over."""
    mine = _held(job)
    if state == Job.State.DONE:
        mine = mine.filter(cancel_asked_at__isnull=True)
    if not mine.update(state=state, finished_at=now, lease_until=None, **told):
        return False
    record(action=f"job.{state.lower()}", subject=job, by=JOBS, now=now)
    return True


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def clear_expired(*, now: datetime) -> int:
    """Throw results away after their time: they may hold what is nobody else's to read."""
    over = Job.objects.filter(expires_at__lte=now)
    return over.update(result=None, file=None, file_name="", expires_at=None)
