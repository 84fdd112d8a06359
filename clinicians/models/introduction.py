"""The introduction: the nurse shows PainCheck to the patient within seven days."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from diaries.models import Patient


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def open(self) -> "IntroductionQuerySet":
        return self.filter(finished_at__isnull=True, not_done_at__isnull=True)

    def overdue(self, today: date) -> "IntroductionQuerySet":
        return self.open().filter(due_on__lt=today)


class Introduction(models.Model):
    """One patient's: open, then finished, or not done for a coded reason (it may be done later)."""

    class NotDone(models.TextChoices):
        TOO_UNWELL = "TOO_UNWELL", "Too unwell"
        DECLINED = "DECLINED", "The patient declined"
        UNSUITABLE = "UNSUITABLE", "Judged unsuitable"
        NO_DEVICE = "NO_DEVICE", "No phone, tablet or computer"
        NO_TIME = "NO_TIME", "No time for it yet"

    patient = models.OneToOneField(
        Patient, primary_key=True, on_delete=models.PROTECT, related_name="introduction"
    )
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_done = models.CharField(max_length=10, choices=NotDone, blank=True)
    not_done_why = models.CharField(max_length=300, blank=True)
    not_done_at = models.DateTimeField(null=True)
    not_done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(finished_at__isnull=True, not_done_at__isnull=True),
                name="introduction_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_by__isnull=False),
                name="a_finished_introduction_says_who",
            ),
            models.CheckConstraint(
                condition=Q(not_done_at__isnull=True, not_done="")
                | Q(not_done_at__isnull=False, not_done_by__isnull=False) & ~Q(not_done=""),
                name="an_introduction_not_done_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(not_done_at__isnull=True) | Q(finished_at__isnull=True),
                name="an_introduction_is_done_or_not_done",
            ),
            models.CheckConstraint(
                condition=~Q(not_done="UNSUITABLE") | ~Q(not_done_why=""),
                name="judged_unsuitable_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Introduction of {self.patient_id}"


class IntroductionStep(models.Model):
    """One item of the checklist that was done. Taken back by `undone_at`, never deleted."""

    class Item(models.TextChoices):
        SHOWN_TOGETHER = "SHOWN_TOGETHER", "Signed in and looked at it together"
        FIRST_CHECK = "FIRST_CHECK", "First check done together"
        GOAL = "GOAL", "Pain goal agreed"
        WHO_READS = "WHO_READS", "Said who reads it, and when"
        NUMBERS = "NUMBERS", "Out-of-hours numbers given"
        BOOKLET = "BOOKLET", "Booklet given"
        REMINDERS = "REMINDERS", "Reminders chosen"

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="steps")
    item = models.CharField(max_length=14, choices=Item)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["done_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "item"],
                condition=Q(undone_at__isnull=True),
                name="an_item_is_done_once",
            )
        ]

    def __str__(self) -> str:
        return f"Introduction step {self.pk}"
