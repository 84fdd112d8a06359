"""Pain checks: submitted, kept as drafts, and seen."""

import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models.patient import Patient

FAR_AHEAD = timedelta(minutes=20)
Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class FlaggableQuerySet(models.QuerySet[Row_co]):
    def awaiting_rules(self, now: datetime) -> "FlaggableQuerySet[Row_co]":
        """What the rules have not seen yet and may look at now.

        What is due later than any draft or retry was written by a clock that has been put back.
        """
        unseen = self.filter(flagged_at__isnull=True, flag_dead_at__isnull=True)
        return unseen.filter(Q(flag_due_at__lte=now) | Q(flag_due_at__gt=now + FAR_AHEAD))


class Flaggable(models.Model):
    """A row that alerts must notice. `flag_due_at` empty: never (imported, nothing to notice)."""

    flag_due_at = models.DateTimeField(null=True, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)
    flag_attempts = models.PositiveSmallIntegerField(default=0)
    flag_error = models.CharField(max_length=200, blank=True)
    flag_dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def awaiting(kind: str) -> models.Index:
    """The few rows that no rule has seen, those that the rules gave up on among them."""
    return models.Index(
        fields=["flag_due_at"],
        condition=Q(flagged_at__isnull=True, flag_due_at__isnull=False),
        name=f"{kind}_not_seen_by_rules",
    )


class PainCheckQuerySet(FlaggableQuerySet["PainCheck"]):
    def current(self) -> "PainCheckQuerySet":
        """Without those that the patient corrected; the correction stands in their place."""
        return self.filter(superseded_at__isnull=True)

    def between(self, start: datetime, end: datetime) -> "PainCheckQuerySet":
        return self.filter(answered_at__gte=start, answered_at__lt=end)


def _score(**extra: object) -> models.DecimalField:
    """0 to 10; one decimal, which only imported diaries use. Empty is skipped, never zero (S1)."""
    return models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)


def _in_range(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (0, 10)}),
        name=f"check_{field}_between_0_and_10",
    )


class PainCheck(Flaggable):
    """One submitted set of answers. Never edited: a correction is a new row that amends it."""

    class Source(models.TextChoices):
        PATIENT = "PATIENT", "By the patient"
        TELEPHONE = "TELEPHONE", "Taken by telephone"
        TOGETHER = "TOGETHER", "Done together with the nurse"
        IMPORTED = "IMPORTED", "Imported"

    class Helped(models.TextChoices):
        WITH = "WITH", "Filled in with help"
        FOR = "FOR", "Filled in by somebody for the patient"

    class Wish(models.TextChoices):
        NO = "NO", "No"
        NEXT_VISIT = "NEXT_VISIT", "It can wait for my next visit"
        PLEASE = "PLEASE", "Please contact me"
        TODAY = "TODAY", "Please contact me today"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="checks")
    key = models.UUIDField(help_text="made by the patient's page: the same key is the same check")
    digest = models.CharField(max_length=64, help_text="of the answers, to tell a replay")
    source = models.CharField(max_length=9, choices=Source, default=Source.PATIENT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(help_text="the phone's time, a claim")
    received_at = models.DateTimeField(help_text="the server's time")
    day = models.DateField(help_text="the patient's local day")
    time_known = models.BooleanField(default=True)
    since_last = models.BooleanField(default=False, help_text="asked since the last check (S9)")
    worst = _score()
    average = _score()
    least = _score()
    now = _score()
    extra_doses = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_doses_unsure = models.BooleanField(default=False)
    danger = models.BooleanField(null=True, help_text="empty: the question was skipped")
    danger_items = models.JSONField(default=list)
    wish = models.CharField(max_length=10, choices=Wish, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    helped = models.CharField(max_length=4, choices=Helped, blank=True, db_default="")
    offline = models.BooleanField(
        default=False, db_default=False, help_text="written on the phone without a network"
    )
    amends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendment"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = PainCheckQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "received_at"]
        indexes = [
            models.Index(
                fields=["patient", "answered_at"],
                condition=Q(superseded_at__isnull=True),
                name="check_by_patient_and_time",
            ),
            awaiting("check"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_check_per_patient_and_key"
            ),
            _in_range("worst"),
            _in_range("average"),
            _in_range("least"),
            _in_range("now"),
            models.CheckConstraint(
                condition=Q(worst__isnull=False) | Q(source="IMPORTED"),
                name="check_worst_is_answered_unless_imported",
            ),
            models.CheckConstraint(
                condition=Q(flag_due_at__isnull=True) | ~Q(source="IMPORTED"),
                name="imported_checks_are_never_flagged",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) | ~Q(source="TELEPHONE"),
                name="telephone_check_names_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return f"Pain check {self.pk}"


class CheckDraft(Flaggable):
    """What a patient has answered and not yet sent. One a patient, kept on the server (S20).

    Severe pain or a wish is due for the rules after 15 minutes; danger has rows of its own (S3).
    """

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="draft")
    key = models.UUIDField()
    answers = models.JSONField(default=dict)
    since_last = models.BooleanField(default=False)
    amends = models.ForeignKey(PainCheck, on_delete=models.CASCADE, null=True, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = FlaggableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Draft of {self.patient_id}"


class DangerSaid(Flaggable):
    """A 'yes' to danger, told while a check was being filled in: due for the rules at once (S3).

    A row of its own, so that no later save, taking back or second page can make it unsaid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="dangers_said")
    key = models.UUIDField(help_text="of the check that was being filled in")
    items = models.JSONField(default=list)
    said_at = models.DateTimeField()

    objects = FlaggableQuerySet.as_manager()

    class Meta:
        indexes = [awaiting("danger")]

    def __str__(self) -> str:
        return f"Danger said {self.pk}"


class SeenMark(models.Model):
    """A nurse really was shown this check's answers on the patient's page, or acted on it (S6)."""

    check_seen = models.ForeignKey(PainCheck, on_delete=models.CASCADE, related_name="seen_marks")
    nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seen_marks"
    )
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_seen", "nurse"], name="one_mark_per_check_and_nurse"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_seen_id} seen by {self.nurse_id}"
