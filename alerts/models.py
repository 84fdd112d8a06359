"""Alerts: what the rules noticed, open until a nurse closes them. Nothing here is deleted."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models import (
    CheckDraft,
    Contact,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    Message,
    PainCheck,
    Patient,
)
from paincheck.accounts.models import Site
from paincheck.accounts.queries import WhyNot
from paincheck.outbox.models import Delivery


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(closed_at__isnull=True)

    def to_climb(self, now: datetime) -> "AlertQuerySet":
        """Open, taken by nobody in the time given for it, and not put off beyond now."""
        late = self.open().filter(taken_by__isnull=True, escalates_at__lte=now)
        return late.exclude(snoozed_until__gt=now)

    def unheard(self) -> "AlertQuerySet":
        """Open, and nobody could be told when somebody should have been."""
        return self.open().filter(unheard_since__isnull=False)


class Alert(models.Model):
    """Something the rules noticed about one patient: one open alert per patient and rule."""

    class Level(models.TextChoices):
        RED = "RED", "Red"
        AMBER = "AMBER", "Amber"
        GREY = "GREY", "To check"

    class Closed(models.TextChoices):
        CONTACT = "CONTACT", "Talked with the patient or carer"
        REASON = "REASON", "Closed with a clinician's reason"
        EXPECTED = "EXPECTED", "Expected for this patient"
        CLEARED = "CLEARED", "No longer so"
        STATUS = "STATUS", "The patient's situation changed"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="alerts")
    rule = models.CharField(max_length=20)
    level = models.CharField(max_length=5, choices=Level)
    sentence = models.CharField(max_length=300)
    score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    highest_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    told_score = models.DecimalField(
        max_digits=3, decimal_places=1, null=True, help_text="the highest when it was last sent"
    )
    danger = models.JSONField(default=list, help_text="every sign that it has heard of")
    wish = models.CharField(max_length=10, blank=True, help_text="the strongest it has heard")
    opened_at = models.DateTimeField()
    last_found_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    escalates_at = models.DateTimeField(
        null=True, help_text="when the next step of the ladder is due; empty: there is none"
    )
    sent_round = models.PositiveSmallIntegerField(
        default=0, help_text="how often the ladder began anew"
    )
    step = models.PositiveSmallIntegerField(default=0, help_text="the last one of this round")
    escalated_at = models.DateTimeField(null=True)
    unheard_since = models.DateTimeField(null=True, help_text="nobody on the ladder could be told")
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="rounds that failed on it, one after another"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    snooze_reason = models.CharField(max_length=200, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    snoozed_at = models.DateTimeField(null=True)
    try_again_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_how = models.CharField(max_length=8, choices=Closed, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True)
    cleared_at = models.DateTimeField(null=True, help_text="when the condition was next gone (S12)")
    contacts = models.ManyToManyField(Contact, related_name="alerts")

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["patient"],
                condition=Q(closed_at__isnull=True),
                name="alert_open_by_patient",
            ),
            models.Index(fields=["patient", "rule", "-closed_at"], name="alert_last_closed"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(closed_at__isnull=True, taken_by__isnull=True),
                name="alert_to_climb",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "rule"],
                condition=Q(closed_at__isnull=True),
                name="one_open_alert_per_patient_and_rule",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_how=""), name="closing_says_how"
            ),
            models.CheckConstraint(
                condition=~Q(closed_how__in=["REASON", "EXPECTED"])
                | ~Q(close_reason="") & Q(closed_by__isnull=False),
                name="a_reason_is_somebodys_and_written",
            ),
            # Safety rule S13, and no expectation without an end.
            models.CheckConstraint(
                condition=~Q(closed_how="EXPECTED")
                | Q(review_on__isnull=False)
                & ~Q(rule__in=["red_flag", "contact_wanted", "unfinished_check", "message_unread"])
                & ~Q(rule="side_effects", level="RED"),
                name="danger_and_wishes_are_never_expected",
            ),
            # Safety rule S13.
            models.CheckConstraint(
                condition=Q(snoozed_until__isnull=True)
                | ~Q(rule__in=["red_flag", "contact_wanted", "unfinished_check", "message_unread"])
                & ~Q(rule="side_effects", level="RED"),
                name="danger_and_wishes_cannot_be_snoozed",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"


class Occurrence(models.Model):
    """One time the rule found it: the check, draft or request behind it, and what was said then."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="occurrences")
    pain_check = models.ForeignKey(PainCheck, on_delete=models.PROTECT, null=True)
    draft = models.ForeignKey(CheckDraft, on_delete=models.SET_NULL, null=True)
    request = models.ForeignKey(ContactRequest, on_delete=models.PROTECT, null=True)
    danger_said = models.ForeignKey(DangerSaid, on_delete=models.PROTECT, null=True)
    fuller = models.ForeignKey(FullerCheck, on_delete=models.PROTECT, null=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True)
    dose = models.ForeignKey(ExtraDose, on_delete=models.PROTECT, null=True)
    found_at = models.DateTimeField()
    level = models.CharField(max_length=5, choices=Alert.Level)
    sentence = models.CharField(max_length=300)
    score = models.DecimalField(max_digits=3, decimal_places=1, null=True)

    class Meta:
        ordering = ["found_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "pain_check"],
                condition=Q(pain_check__isnull=False),
                name="one_occurrence_per_alert_and_check",
            )
        ]

    def __str__(self) -> str:
        return f"Occurrence {self.pk}"


class Told(models.Model):
    """Somebody on the ladder who was told, or was passed over and why. Rows are only added.

    `person` is empty for the site's own address.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="told")
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    channel = models.CharField(max_length=5, choices=Delivery.Channel, blank=True)
    skipped_why = models.CharField(max_length=10, choices=WhyNot, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="") & ~Q(skipped_why="") | ~Q(channel="") & Q(skipped_why=""),
                name="told_or_passed_over",
            ),
            models.UniqueConstraint(
                fields=["alert", "round", "step", "person", "channel"],
                name="told_once_a_step_and_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"Told {self.pk}"


class ThresholdSettings(models.Model):
    """A site's or a patient's own numbers; an empty one falls back to the next wider."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="thresholds"
    )
    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, null=True, blank=True, related_name="thresholds"
    )
    severe = models.PositiveSmallIntegerField(null=True, blank=True)
    rise = models.PositiveSmallIntegerField(null=True, blank=True)
    above_goal_checks = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_days = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_doses = models.PositiveSmallIntegerField(null=True, blank=True)
    bowel_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=True, patient__isnull=False)
                | Q(site__isnull=False, patient__isnull=True),
                name="thresholds_of_a_site_or_of_a_patient",
            ),
            models.CheckConstraint(
                condition=(Q(severe__isnull=True) | Q(severe__range=(5, 9)))
                & (Q(rise__isnull=True) | Q(rise__range=(1, 4)))
                & (Q(above_goal_checks__isnull=True) | Q(above_goal_checks__range=(2, 7)))
                & (Q(quiet_days__isnull=True) | Q(quiet_days__range=(1, 7)))
                & (Q(extra_doses__isnull=True) | Q(extra_doses__range=(3, 8)))
                & (Q(bowel_days__isnull=True) | Q(bowel_days__range=(2, 5))),
                name="thresholds_within_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"Thresholds {self.pk}"
