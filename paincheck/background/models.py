"""Signs of life of what runs behind the pages."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class Heartbeat(models.Model):
    """When a loop was last round. One row a loop; several copies of a loop beat the same row."""

    name = models.CharField(primary_key=True, max_length=40)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"


class Tally(models.Model):
    """How often something happened that should be rare. One row a name; all processes add to it."""

    name = models.CharField(primary_key=True, max_length=40)
    times = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.times}"


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self, now: datetime) -> "JobQuerySet":
        """Asked for and not begun, or begun by a worker whose lease has run out."""
        lost = Q(state=Job.State.RUNNING, lease_until__lte=now)
        return self.filter(Q(state=Job.State.WAITING) | lost)


class Job(models.Model):
    """Work that takes too long for a page: who asked, how far it is, and what came out.

    `arguments` hold numbers and choices, never a patient's name, score or text. The result may
    hold all of them: it is given to whoever asked and to nobody else, and goes after its time.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        RUNNING = "RUNNING", "Running"
        DONE = "DONE", "Done"
        FAILED = "FAILED", "Failed"
        CANCELLED = "CANCELLED", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0, help_text="0: not known yet")
    cancel_asked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, help_text="in words for who asked")
    result = models.JSONField(null=True)
    file = models.BinaryField(null=True)
    file_name = models.CharField(max_length=100, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    expires_at = models.DateTimeField(null=True, help_text="when the result is thrown away")

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=["WAITING", "RUNNING"]),
                name="job_to_do",
            ),
            models.Index(fields=["asked_by", "kind", "-asked_at"], name="job_by_who_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="RUNNING") | Q(lease_until__isnull=False),
                name="a_running_job_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DONE", "FAILED", "CANCELLED"])
                | Q(finished_at__isnull=False),
                name="a_finished_job_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Job {self.pk}"
