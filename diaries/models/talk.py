"""What patient and nurse write to each other or together, and what she wants to ask about."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models.checks import FAR_AHEAD, Flaggable, FlaggableQuerySet, awaiting
from diaries.models.patient import Patient


class MessageQuerySet(FlaggableQuerySet["Message"]):
    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)

    def from_patients(self) -> "MessageQuerySet":
        return self.filter(from_patient=True)

    def from_nurses(self) -> "MessageQuerySet":
        return self.filter(from_patient=False)

    def awaiting_rules(self, now: datetime) -> "MessageQuerySet":
        """Those unread past their time. A message is due days ahead, so that its due time tells
        nothing of a clock that has been put back: when it was sent, or tried again, does."""
        unseen = self.filter(flagged_at__isnull=True, flag_dead_at__isnull=True)
        far = now + FAR_AHEAD
        from_ahead = Q(sent_at__gt=far) | Q(flag_attempts__gt=0, flag_due_at__gt=far)
        return unseen.filter(Q(flag_due_at__lte=now) | Q(from_ahead, flag_due_at__isnull=False))


class Message(Flaggable):
    """One message between a patient and her nurses: plain text, never edited, never deleted.

    A patient's is due for the rules at the time by which an answer was promised, and no longer
    once it was read. Read means shown on its own page, never in a list or a preview (as in S6).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    key = models.UUIDField(help_text="the form's: a second click is one message")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages_written"
    )
    from_patient = models.BooleanField()
    text = models.TextField(max_length=2000)
    sent_at = models.DateTimeField()
    promised_by = models.DateTimeField(
        null=True, help_text="when a nurse should have read it, as the patient was told"
    )
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at"]
        indexes = [
            awaiting("message"),
            models.Index(fields=["patient", "sent_at"], name="message_by_patient_and_time"),
            models.Index(
                fields=["patient"],
                condition=Q(read_at__isnull=True, from_patient=True),
                name="message_unread_by_nurses",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_message_per_patient_and_key"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="a_message_is_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_patient=False) | Q(promised_by__isnull=False),
                name="a_patients_message_has_a_promise",
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class SharedNote(models.Model):
    """Written by nurse and patient together beside the chart. Struck out, never erased."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="shared_notes")
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one note")
    about_at = models.DateTimeField(null=True, help_text="the moment on the chart it speaks of")
    day = models.DateField(help_text="the patient's local day that it stands at")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["day", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_shared_note_per_patient_and_key"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | Q(struck_by__isnull=False),
                name="a_struck_shared_note_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"Shared note {self.pk}"


class VisitQuestionQuerySet(models.QuerySet["VisitQuestion"]):
    def standing(self) -> "VisitQuestionQuerySet":
        return self.filter(done_at__isnull=True)


class VisitQuestion(models.Model):
    """Something that the patient wants to ask or say at her next visit; hers to tick off."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visit_questions")
    key = models.UUIDField(default=uuid.uuid4)
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = VisitQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_question_per_patient_and_key"
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"


class ModuleRead(models.Model):
    """A module of 'Tackling cancer pain' that the patient marked as read, by her own choice."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="modules_read")
    module = models.CharField(max_length=30)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "module"], name="one_mark_per_patient_and_module"
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} read by {self.patient_id}"


class ReminderPlan(models.Model):
    """When and how a patient wants to be reminded of her checks: hers to set and to stop.

    `times` are 'HH:MM' on the clock of her site, `days` the weekdays with Monday as 0. What is
    reminded of stands in the outbox under a key of day and time, so no reminder goes out twice.
    """

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "Email"
        SMS = "SMS", "Text message"

    patient = models.OneToOneField(
        Patient, primary_key=True, on_delete=models.PROTECT, related_name="reminders"
    )
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)
    times = models.JSONField(default=list)
    days = models.JSONField(default=list)
    stop_key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="in the link that stops them; says nothing"
    )
    changed_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Reminders of {self.patient_id}"
