"""The fuller check: where the pain is, what it is like, and what it gets in the way of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models.checks import Flaggable, FlaggableQuerySet, PainCheck, awaiting
from diaries.models.patient import Patient


class FullerCheck(Flaggable):
    """One fuller check, kept step by step and read-only once it was sent.

    Begun, then `sent_at`, or `left_at` where it was left for a day: what was given stays. While it
    is neither, it is the draft, one a patient, and is watched like one (safety rule S3).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="fuller_checks")
    key = models.UUIDField()
    pain_check = models.ForeignKey(
        PainCheck,
        on_delete=models.PROTECT,
        null=True,
        related_name="fuller",
        help_text="beside which it was offered",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answers = models.JSONField(default=dict, help_text="as diaries.fuller writes them")
    helped = models.CharField(max_length=4, choices=PainCheck.Helped, blank=True)
    day = models.DateField(help_text="the patient's local day when it was begun")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = FlaggableQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at"]
        indexes = [
            awaiting("fuller"),
            models.Index(fields=["patient", "begun_at"], name="fuller_by_patient_and_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_fuller_check_per_patient_and_key"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(sent_at__isnull=True, left_at__isnull=True),
                name="one_fuller_check_begun_per_patient",
            ),
        ]

    def __str__(self) -> str:
        return f"Fuller check {self.pk}"
