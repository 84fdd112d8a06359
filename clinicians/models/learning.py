"""A nurse's own start: the short lessons she has read, and who came to help her team."""

import uuid

from django.conf import settings
from django.db import models

from paincheck.accounts.models import Team


class LessonRead(models.Model):
    """A nurse marked a lesson as read. Read again is a new row: a refresher counts."""

    nurse = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons_read"
    )
    lesson = models.SlugField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.lesson} read by {self.nurse_id}"


class SupportVisit(models.Model):
    """Somebody of the trial or support team came to a team day. Struck out, never edited."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="support_visits")
    key = models.UUIDField(default=uuid.uuid4, help_text="the form's: a second click is one visit")
    on = models.DateField()
    who = models.CharField(max_length=100)
    what = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-at"]
        constraints = [
            models.UniqueConstraint(fields=["team", "key"], name="one_visit_per_team_and_key"),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True)
                | models.Q(struck_by__isnull=False) & ~models.Q(struck_why=""),
                name="a_struck_visit_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Support visit {self.pk}"
