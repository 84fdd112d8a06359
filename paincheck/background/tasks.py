"""Doorbells for the worker: an id in, one call, nothing else."""

from celery import shared_task

from paincheck import clock
from paincheck.background.jobs import run


@shared_task
def run_job(*, job_id: str, **_later: object) -> None:
    """Do what somebody waits for."""
    run(job_id=job_id, now=clock.now())
