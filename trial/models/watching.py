"""What a trial must log and hand over: safety reports, exports, the lock of the database."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trial.models.design import Trial, TrialSite, World
from trial.models.people import Participant


class SafetyReport(models.Model):
    """An adverse event, a deviation from the protocol or a breach, with its deadline (T6)."""

    class Kind(models.TextChoices):
        ADVERSE = "ADVERSE", "Adverse event"
        SERIOUS = "SERIOUS", "Serious adverse event"
        DEVIATION = "DEVIATION", "Deviation from the protocol"
        BREACH = "BREACH", "Serious breach"

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="safety_reports")
    world = models.CharField(max_length=4, choices=World)
    site = models.ForeignKey(TrialSite, on_delete=models.PROTECT, null=True, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="safety_reports"
    )
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=9, choices=Kind)
    happened_on = models.DateField()
    known_at = models.DateTimeField(help_text="when the team got to know: the deadline's start")
    what = models.CharField(max_length=1000)
    related = models.CharField(max_length=20, blank=True, help_text="to the trial's treatment")
    due_at = models.DateTimeField(null=True, help_text="by when it must be reported onwards")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reported_to = models.CharField(max_length=150, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "key"], name="one_safety_report_per_key"),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | ~Q(reported_to=""),
                name="a_reported_event_says_to_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"Safety report {self.pk}"


class Export(models.Model):
    """A file for analysis that was made: why, by whom, masked or not, and each part's checksum."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="exports")
    world = models.CharField(max_length=4, choices=World)
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="the job's")
    unmasked = models.BooleanField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    manifest = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_export_says_why"),
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"


class DatabaseLock(models.Model):
    """From here on the trial's data stand still: asked by one, put in force by another."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="lock")
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    manifest = models.JSONField(default=dict)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("asked_by")) & ~Q(signature=""),
                name="two_people_lock_the_database",
            )
        ]

    def __str__(self) -> str:
        return f"Lock of {self.trial_id}"
