"""After the allocation: follow-up alike in both arms, leaving, letters, questions about data."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trial.models.people import Participant


class FollowUp(models.Model):
    """One visit of one participant, timed from the allocation, with its window (T2)."""

    class NotDone(models.TextChoices):
        DIED = "DIED", "Died"
        TOO_UNWELL = "TOO_UNWELL", "Too unwell"
        WITHDREW = "WITHDREW", "Left the follow-up"
        NO_REPLY = "NO_REPLY", "Could not be reached"
        OTHER = "OTHER", "Another reason"

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="follow_ups"
    )
    visit = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    due_on = models.DateField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    alive_on = models.DateField(null=True, help_text="the day on which it was asked that she lives")
    alive_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    link_digest = models.CharField(max_length=64, blank=True, help_text="of her own link")
    link_ends_at = models.DateTimeField(null=True)
    completed_on = models.DateField(null=True)
    not_done = models.CharField(max_length=10, choices=NotDone, blank=True)
    not_done_why = models.CharField(max_length=300, blank=True)
    not_done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    not_done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "visit"], name="one_follow_up_per_visit"
            ),
            models.UniqueConstraint(
                fields=["link_digest"], condition=~Q(link_digest=""), name="one_follow_up_per_link"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on"), due_on__lte=F("closes_on")),
                name="a_visit_lies_in_its_window",
            ),
            models.CheckConstraint(
                condition=Q(not_done_at__isnull=True, not_done="")
                | Q(not_done_at__isnull=False, completed_on__isnull=True) & ~Q(not_done=""),
                name="a_visit_is_done_or_not_done",
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"


class Approach(models.Model):
    """A try to reach a participant for a follow-up: a call, a form by post, a link sent."""

    class Channel(models.TextChoices):
        CALL = "CALL", "Phone call"
        POST = "POST", "Form by post"
        LINK = "LINK", "Link by email or text"
        TOGETHER = "TOGETHER", "Face to face"

    class Outcome(models.TextChoices):
        SENT = "SENT", "Sent"
        DONE = "DONE", "Filled in"
        LATER = "LATER", "Asked to be rung later"
        NO_ANSWER = "NO_ANSWER", "No answer"
        TOO_UNWELL = "TOO_UNWELL", "Too unwell"

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="approaches")
    key = models.UUIDField(default=uuid.uuid4)
    channel = models.CharField(max_length=8, choices=Channel)
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "key"], name="one_approach_per_key")
        ]

    def __str__(self) -> str:
        return f"Approach {self.pk}"


class ArmGuess(models.Model):
    """Which arm the assessor takes it for, before the visit is closed (T4)."""

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="guess")
    arm_code = models.CharField(max_length=12, blank=True, help_text="empty: cannot say")
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Guess {self.pk}"


class Leaving(models.Model):
    """Leaving PainCheck, leaving the follow-up, withdrawing data: three choices (T5)."""

    class Kind(models.TextChoices):
        PAINCHECK = "PAINCHECK", "Leaves the treatment under study"
        FOLLOW_UP = "FOLLOW_UP", "Leaves the follow-up"
        DATA = "DATA", "Withdraws the data"

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="leavings")
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=9, choices=Kind)
    why = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"],
                condition=Q(undone_at__isnull=True),
                name="somebody_leaves_once",
            ),
            models.UniqueConstraint(fields=["participant", "key"], name="one_leaving_per_key"),
        ]

    def __str__(self) -> str:
        return f"Leaving {self.pk}"


class Letter(models.Model):
    """A letter that was printed for a participant."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="letters")
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="one_letter_per_key")
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"


class DataQuery(models.Model):
    """A question about what was entered, its answer, and who took it as answered."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="queries")
    key = models.UUIDField(default=uuid.uuid4)
    form = models.CharField(max_length=12)
    field = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="one_query_per_key"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="an_answered_query_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(closed_by__isnull=False, answered_at__isnull=False),
                name="a_closed_query_was_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"Query {self.pk}"


class InterviewPick(models.Model):
    """Somebody who agreed to be asked for an interview, and was picked for one."""

    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="interview_pick"
    )
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Interview pick {self.pk}"
