"""The doorbell for jobs. Where the broker is away nothing is done here: `watch` runs them."""

from typing import Any

from django.dispatch import receiver

from paincheck.background import doorbell
from paincheck.background.signals import job_asked
from paincheck.background.tasks import run_job


@receiver(job_asked)
def ring(sender: object, *, job_id: str, **_: Any) -> None:
    doorbell.told(run_job.delay, job_id=job_id)
