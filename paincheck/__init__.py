"""The shell around PainCheck, and the ground beneath it."""

# Tasks need the configured Celery app wherever Django starts, or `delay_on_commit` is missing.
from paincheck.celery import app as celery_app

__all__ = ["celery_app"]
