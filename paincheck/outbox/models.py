"""One row for each thing that must reach someone."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from paincheck.accounts.models import Site
from paincheck.outbox import moves


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def sendable(self, now: datetime) -> "DeliveryQuerySet":
        """Due, failed and due again, or claimed by somebody whose lease ran out."""
        waiting = moves.came_from(moves.CLAIMED) - {moves.CLAIMED}
        return self.filter(
            Q(state__in=waiting, due_at__lte=now) | Q(state=moves.CLAIMED, lease_until__lte=now)
        )

    def on_its_way(self) -> "DeliveryQuerySet":
        """Neither accepted, nor given up, nor cancelled."""
        return self.filter(state__in=[moves.DUE, moves.CLAIMED, moves.FAILED])

    def dead(self) -> "DeliveryQuerySet":
        return self.filter(state=moves.DEAD)

    def refusals(self) -> "DeliveryQuerySet":
        """What tells that an address takes nothing: nothing was accepted there since, and no
        manager said that it works again."""
        since = Delivery.objects.filter(
            channel=OuterRef("channel"),
            address=OuterRef("address"),
            sent_at__gte=OuterRef("dead_at"),
        )
        refused = self.filter(
            outcome=Delivery.Outcome.REFUSED, dead_at__isnull=False, forgiven_at__isnull=True
        )
        return refused.exclude(Exists(since))


class Delivery(models.Model):
    """due -> claimed (lease) -> sent | failed (retry) -> dead (shown); or cancelled.

    Which moves there are says `moves`. `attempts` only grows: it tells one claim from the next, so
    that a sender who lost its claim marks nothing. Subject and text hold no name, score or words
    of a patient: a link, and that something waits.
    """

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "Email"
        SMS = "SMS", "Text message"

    class State(models.TextChoices):
        DUE = moves.DUE, "Waiting to be sent"
        CLAIMED = moves.CLAIMED, "Being sent"
        SENT = moves.SENT, "Sent"
        FAILED = moves.FAILED, "Failed, will be tried again"
        DEAD = moves.DEAD, "Given up"
        CANCELLED = moves.CANCELLED, "Cancelled"

    class Outcome(models.TextChoices):
        """How the last try ended."""

        ACCEPTED = "ACCEPTED", "Accepted"
        REFUSED = "REFUSED", "The address was refused for good"
        NOT_NOW = "NOT_NOW", "Not taken at that moment"
        UNREACHABLE = "UNREACHABLE", "The mail server or text service could not be reached"
        UNKNOWN = "UNKNOWN", "No answer: it may have arrived"
        OURS = "OURS", "Something went wrong on our side"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=2000)
    about = models.CharField(max_length=60, db_index=True, help_text="what it tells of: alert:17")
    once_key = models.CharField(max_length=120, unique=True)
    urgent = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how many there were when a manager sent it again"
    )
    unknown_count = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="tries that may have arrived without our knowing"
    )
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True, db_default="")
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True, help_text="when a manager sent it again")
    answered_at = models.DateTimeField(
        null=True, help_text="when the escalation went on since this could not be delivered"
    )
    forgiven_at = models.DateTimeField(
        null=True, help_text="when a manager said that the address works again"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        # The table only grows: what is asked at every round and alert must not read all of it.
        indexes = [
            models.Index(fields=["state", "due_at"], name="delivery_by_state"),
            models.Index(fields=["due_at"], name="delivery_by_time"),
            models.Index(fields=["address", "sent_at"], name="delivery_by_address"),
            models.Index(
                fields=["dead_at"], condition=Q(outcome="REFUSED"), name="delivery_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} about {self.about}: {self.get_state_display()}"

    @property
    def tries(self) -> int:
        """Since it was queued, or since a manager sent it again."""
        return self.attempts - self.attempts_before
