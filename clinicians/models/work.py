"""What a nurse notes and does: looks, reviews, notes, tasks that come back, hand-overs."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models import Contact, MedicationChange, Patient
from paincheck.accounts.models import Team


class NurseSettings(models.Model):
    """How one nurse wants to work. No row: the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="nurse_settings",
    )
    morning_digest = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Settings of {self.user_id}"


class LastLook(models.Model):
    """When a nurse last looked at a patient's page, and the time before: what is new since then.

    A second look within the half hour is the same look, so that a reload does not empty the page.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="last_looks")
    nurse = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "nurse"], name="one_last_look_per_patient_and_nurse"
            )
        ]

    def __str__(self) -> str:
        return f"Last look {self.pk}"


class Reviewed(models.Model):
    """'Reviewed' on the caseload, many at once: no check is seen by it, no alert closed (S6)."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reviews")
    batch = models.UUIDField(help_text="the press: what is undone together")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["patient", "-at"],
                condition=Q(undone_at__isnull=True),
                name="review_by_patient",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "batch"], name="one_review_per_patient_and_press"
            )
        ]

    def __str__(self) -> str:
        return f"Reviewed {self.pk}"


class HandOver(models.Model):
    """A patient went from one nurse to another, with what she should know. Never edited."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="hand_overs")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    from_nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    to_nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"Hand-over {self.pk}"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at__isnull=True)

    def due(self, today: date) -> "TaskQuerySet":
        return self.open().filter(due_on__lte=today)


class Task(models.Model):
    """Something that comes back on its day until somebody has done it.

    A prescriber who was asked comes back until the decision is recorded (S19).
    """

    class Kind(models.TextChoices):
        NEXT_STEP = "NEXT_STEP", "Next step"
        PRESCRIBER = "PRESCRIBER", "A prescriber was asked"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="tasks")
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one task")
    kind = models.CharField(max_length=10, choices=Kind)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="tasks")
    what = models.CharField(max_length=300)
    whom = models.CharField(max_length=100, blank=True, help_text="the prescriber who was asked")
    due_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True, help_text="the decision, or what came")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["patient", "due_on"],
                condition=Q(done_at__isnull=True),
                name="task_open_by_patient",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="one_task_per_patient_and_key"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_done_task_says_who",
            ),
            # Safety rule S19.
            models.CheckConstraint(
                condition=~Q(kind="PRESCRIBER") | Q(done_at__isnull=True) | ~Q(result=""),
                name="a_prescribers_decision_is_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PRESCRIBER") | ~Q(whom=""),
                name="a_prescriber_who_was_asked_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk}"


class Note(models.Model):
    """A note of the staff about a patient, never shown to her; its texts stand in its versions."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="notes")
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one note")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="one_note_per_patient_and_key")
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class NoteVersion(models.Model):
    """One text of a note. Only added to: whoever saves over another's sees both, none is lost."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="1 is the first")
    text = models.TextField(max_length=4000, blank=True, help_text="empty: struck out")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="one_text_per_note_and_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="note_versions_begin_at_1"),
        ]

    def __str__(self) -> str:
        return f"Note version {self.pk}"


class EffectAnswer(models.Model):
    """What a nurse says to 'did the change of medicine work?' on its third day (rule A12)."""

    class Answer(models.TextChoices):
        WORKED = "WORKED", "It helps"
        PARTLY = "PARTLY", "It helps a little"
        NOT_YET = "NOT_YET", "Too early to say"
        NO = "NO", "It does not help"

    change = models.ForeignKey(
        MedicationChange, on_delete=models.PROTECT, related_name="effect_answers"
    )
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one answer")
    answer = models.CharField(max_length=7, choices=Answer)
    note = models.CharField(max_length=300, blank=True)
    ask_again_on = models.DateField(null=True, help_text="where it was too early to say")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "key"], name="one_effect_answer_per_change_and_key"
            )
        ]

    def __str__(self) -> str:
        return f"Effect answer {self.pk}"
