"""verify_trial behind the pages: a kind of job. Its argument is the trial's code."""

from django.urls import reverse

from paincheck.background.kinds import CannotBeDone, Progress, Result, job_kind
from paincheck.background.models import Job
from trial.actions.verifying import verify_and_keep
from trial.models import Allocation, Block
from trial.queries.rights import held_in
from trial.queries.verifying import KIND, MAY

NOT_YOURS = "You may not check this trial any more."


def _back(job: Job) -> str:
    return reverse("trial:verify", args=[job.arguments["trial"]])


@job_kind(KIND, title="Check of the allocations", back=_back, shown=_back)
def verified(job: Job, progress: Progress) -> Result:
    """Of the trial's present world; the verdict stands on the page."""
    held = held_in(job.asked_by, job.arguments["trial"])
    if held is None or not held.may(*MAY):
        raise CannotBeDone(NOT_YOURS)
    trial, world = held.trial, held.trial.world
    of = sum(rows.filter(trial=trial, world=world).count()
             for rows in (Allocation.objects, Block.objects))  # fmt: skip
    done = iter(range(1, of + 1))

    def told() -> None:
        progress(next(done, of), max(of, 1))

    verify_and_keep(trial=trial, world=world, by=job.asked_by, now=progress.now, told=told)
    return Result(result={})
