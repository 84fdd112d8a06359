"""Reading a trial's allocations to judge them, and keeping what was found for the monitor."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from paincheck.audit.actions import Actor, SystemJob, record
from trial.models import Trial, VerifyRun
from trial.verifying import Verdict, verify

JOB = SystemJob("verify-trial")


def verify_and_keep(
    *,
    trial: Trial,
    world: str,
    by: Actor,
    now: datetime,
    anchor: str = "",
    told: Callable[[], None] = lambda: None,
) -> Verdict:
    """Reads, outside of any transaction, then keeps one row. `told` is called at each step."""
    verdict = verify(trial, world, key=settings.TRIAL_KEY, anchor=anchor, told=told)
    with transaction.atomic():
        run = VerifyRun.objects.create(
            trial=trial,
            at=now,
            ok=verdict.ok,
            checked=verdict.checked,
            said={"world": world, "lines": verdict.said, "row": verdict.row},
            head=verdict.head.partition(":")[2],
        )
        record(action="trial.verified", subject=run, by=by, now=now)
    return verdict
