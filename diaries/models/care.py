"""What nurse and patient do about the pain: calls asked for, contacts, medication."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diaries.models.checks import Flaggable, FlaggableQuerySet, awaiting
from diaries.models.patient import Patient


class ContactRequest(Flaggable):
    """A patient asks for contact without doing a check: 'too unwell to answer' (S14)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contact_requests")
    key = models.UUIDField()
    asked_at = models.DateTimeField()
    today = models.BooleanField(default=True)
    too_unwell = models.BooleanField(default=False)

    objects = FlaggableQuerySet.as_manager()

    class Meta:
        indexes = [awaiting("request")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_request_per_patient_and_key"
            )
        ]

    def __str__(self) -> str:
        return f"Contact request {self.pk}"


class Contact(models.Model):
    """A nurse reaching a patient, or trying to. Never edited, never deleted; a slip is voided."""

    class Channel(models.TextChoices):
        PHONE = "PHONE", "Phone call"
        VISIT = "VISIT", "Home visit"
        CLINIC = "CLINIC", "Clinic"
        MESSAGE = "MESSAGE", "Message"
        VOICEMAIL = "VOICEMAIL", "Voicemail"

    class Outcome(models.TextChoices):
        SELF_CARE = "SELF_CARE", "Talked: advice for self-care given"
        PLAN_CHANGED = "PLAN_CHANGED", "Talked: plan changed"
        PRESCRIBER = "PRESCRIBER", "Talked: prescriber asked"
        ONCOLOGY = "ONCOLOGY", "Talked: sent to acute oncology"
        GP = "GP", "Talked: GP or community team asked"
        EMERGENCY = "EMERGENCY", "Talked: 999 or emergency department"
        CARER = "CARER", "Talked with the carer"
        MESSAGE_LEFT = "MESSAGE_LEFT", "Message left"
        NO_ANSWER = "NO_ANSWER", "Could not reach"

    REACHED = [
        Outcome.SELF_CARE,
        Outcome.PLAN_CHANGED,
        Outcome.PRESCRIBER,
        Outcome.ONCOLOGY,
        Outcome.GP,
        Outcome.EMERGENCY,
        Outcome.CARER,
    ]

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="contacts")
    nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts"
    )
    key = models.UUIDField(
        default=uuid.uuid4, help_text="the form's: a second click is one contact"
    )
    channel = models.CharField(max_length=9, choices=Channel)
    outcome = models.CharField(max_length=12, choices=Outcome)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    note = models.TextField(max_length=2000, blank=True)
    agreed = models.CharField(
        max_length=500, blank=True, db_default="", help_text="with the patient"
    )
    try_again_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_contact_per_patient_and_key"
            ),
            # Safety rule S10: a voicemail or a message is never 'talked'.
            models.CheckConstraint(
                condition=~Q(channel__in=["MESSAGE", "VOICEMAIL"])
                | Q(outcome__in=["MESSAGE_LEFT", "NO_ANSWER"]),
                name="a_message_is_not_a_talk",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True)
                | Q(voided_by__isnull=False) & ~Q(void_reason=""),
                name="a_void_contact_names_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"

    @property
    def reached(self) -> bool:
        """Talked with the patient or the carer (S10)."""
        return self.outcome in self.REACHED


class Medication(models.Model):
    """One medicine of one patient; what happened to it stands in its changes."""

    class Purpose(models.TextChoices):
        REGULAR = "REGULAR", _("Regular")
        EXTRA = "EXTRA", _("Extra, when needed")
        OTHER = "OTHER", _("Other")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="medications")
    name = models.CharField(max_length=100)
    route = models.CharField(max_length=40, blank=True, help_text="by mouth, patch ...")
    purpose = models.CharField(max_length=7, choices=Purpose, default=Purpose.REGULAR)

    def __str__(self) -> str:
        return f"Medication {self.pk}"


class ExtraDoseQuerySet(FlaggableQuerySet["ExtraDose"]):
    def standing(self) -> "ExtraDoseQuerySet":
        """Without those that she took back as a slip of the finger."""
        return self.filter(removed_at__isnull=True)


class ExtraDose(Flaggable):
    """An extra dose that the patient took, noted in two taps. Taken back, never deleted."""

    class Helped(models.TextChoices):
        A_LOT = "A_LOT", "It helped a lot"
        A_LITTLE = "A_LITTLE", "It helped a little"
        NO = "NO", "It did not help"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="extra_doses")
    medication = models.ForeignKey(
        "diaries.Medication", on_delete=models.PROTECT, null=True, related_name="extra_doses"
    )
    key = models.UUIDField(help_text="the button's: a second tap is one dose")
    taken_at = models.DateTimeField(help_text="as the patient says")
    day = models.DateField(help_text="the patient's local day")
    recorded_at = models.DateTimeField()
    helped = models.CharField(max_length=8, choices=Helped, blank=True)
    helped_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ExtraDoseQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at"]
        indexes = [
            awaiting("dose"),
            models.Index(fields=["patient", "taken_at"], name="dose_by_patient_and_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="one_dose_per_patient_and_key")
        ]

    def __str__(self) -> str:
        return f"Extra dose {self.pk}"


class NoLongerTaken(models.Model):
    """A patient says that she does not take a medicine any more; a nurse looks at it and answers.

    The list itself changes only where the nurse says so.
    """

    class Answer(models.TextChoices):
        STOPPED = "STOPPED", "Right: it is stopped"
        GO_ON = "GO_ON", "It should go on: talked about it"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="no_longer_taken")
    medication = models.ForeignKey(
        "diaries.Medication", on_delete=models.PROTECT, related_name="no_longer_taken"
    )
    key = models.UUIDField()
    why = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=7, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["said_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="one_no_longer_taken_per_patient_and_key"
            ),
            models.UniqueConstraint(
                fields=["medication"],
                condition=Q(answered_at__isnull=True, taken_back_at__isnull=True),
                name="one_open_no_longer_taken_per_medication",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answer_is_a_nurses",
            ),
        ]

    def __str__(self) -> str:
        return f"No longer taken {self.pk}"


class MedicationChangeQuerySet(models.QuerySet["MedicationChange"]):
    def standing(self) -> "MedicationChangeQuerySet":
        """Without those that were taken back as entered in error."""
        return self.filter(voided_at__isnull=True)


class MedicationChange(models.Model):
    """Started, dose changed, stopped. Only added to; a mistake is voided with a reason."""

    class Kind(models.TextChoices):
        STARTED = "STARTED", "Started"
        DOSE = "DOSE", "Dose changed"
        STOPPED = "STOPPED", "Stopped"

    medication = models.ForeignKey(Medication, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=7, choices=Kind)
    dose = models.CharField(max_length=100, blank=True, help_text="30 mg twice a day")
    on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = MedicationChangeQuerySet.as_manager()

    class Meta:
        ordering = ["on", "entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True)
                | Q(voided_by__isnull=False) & ~Q(void_reason=""),
                name="a_void_names_who_and_why",
            ),
            models.UniqueConstraint(
                fields=["medication"],
                condition=Q(kind="STARTED", voided_at__isnull=True),
                name="a_medication_starts_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Medication change {self.pk}"
