"""Who was asked: screening, consent, eligibility, and what was asked of them on each form."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models import Patient
from paincheck.accounts.models import Team
from trial.models.design import DesignVersion, Trial, TrialSite, World


class Participant(models.Model):
    """Somebody who was screened. `number` stands on papers and in exports, and says nothing of her.

    `patient` is her diary, where the trial opened one.
    """

    class Excluded(models.TextChoices):
        NOT_ELIGIBLE = "NOT_ELIGIBLE", "Not eligible"
        DECLINED = "DECLINED", "Declined"
        OTHER = "OTHER", "Another reason"

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="participants")
    world = models.CharField(max_length=4, choices=World)
    site = models.ForeignKey(TrialSite, on_delete=models.PROTECT, related_name="participants")
    number = models.CharField(max_length=12)
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one row")
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    born_on = models.DateField()
    hospital_number = models.CharField(max_length=20, blank=True)
    identity = models.CharField(max_length=64, help_text="a digest: the same person is the same")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    nurse = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    screened_on = models.DateField()
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    excluded = models.CharField(max_length=12, choices=Excluded, blank=True)
    excluded_why = models.CharField(max_length=300, blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    excluded_at = models.DateTimeField(null=True)
    died_on = models.DateField(null=True)
    death_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    death_told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "world", "number"], name="one_participant_per_number"
            ),
            models.UniqueConstraint(fields=["key"], name="one_participant_per_key"),
            # Nobody takes part at two sites.
            models.UniqueConstraint(
                fields=["trial", "world", "identity"],
                condition=Q(excluded_at__isnull=True),
                name="nobody_takes_part_twice",
            ),
            models.CheckConstraint(
                condition=Q(excluded_at__isnull=True, excluded="")
                | Q(excluded_at__isnull=False, excluded_by__isnull=False) & ~Q(excluded=""),
                name="an_exclusion_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(excluded="OTHER") | ~Q(excluded_why=""),
                name="another_reason_is_named",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(death_told_at__isnull=False),
                name="a_death_says_when_it_was_told",
            ),
        ]

    def __str__(self) -> str:
        return self.number  # never a name: this text may reach a log


class Consent(models.Model):
    """A yes, on a day, to a version of the information sheet. Only added to."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="consents")
    key = models.UUIDField(default=uuid.uuid4)
    version = models.CharField(max_length=20)
    consented_on = models.DateField()
    interview = models.BooleanField(default=False, help_text="may be asked for an interview")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="one_consent_per_key")
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class EligibilityForm(models.Model):
    """The questions of the design in force, answered. Only added to; the last one counts."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="eligibility_forms"
    )
    key = models.UUIDField(default=uuid.uuid4)
    design = models.ForeignKey(DesignVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(help_text="question's code to true or false")
    eligible = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "key"], name="one_eligibility_form_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"Eligibility form {self.pk}"


class FormEntry(models.Model):
    """One filled-in form: 'BASELINE' or a visit's code. Only added to: a correction is a version.

    Alike in both arms, and never through the diary (T1, T2).
    """

    class Mode(models.TextChoices):
        TOGETHER = "TOGETHER", "Face to face"
        CALL = "CALL", "By telephone"
        POST = "POST", "By post"
        LINK = "LINK", "By the participant's own link"

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="entries")
    form = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField(help_text="1 is the first")
    key = models.UUIDField(default=uuid.uuid4)
    answers = models.JSONField()
    mode = models.CharField(max_length=8, choices=Mode)
    filled_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True, help_text="of a correction")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "form", "version"], name="one_entry_per_form_and_version"
            ),
            models.UniqueConstraint(fields=["participant", "key"], name="one_entry_per_key"),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(mode="LINK"),
                name="an_entry_of_staff_says_who",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="a_correction_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Form entry {self.pk}"
