"""The bell for work that somebody asked for. Rung after commit with `job_id`."""

from django.dispatch import Signal

job_asked = Signal()
