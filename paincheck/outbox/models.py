"""One row for each thing that must reach someone."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def sendable(self, now: datetime) -> "DeliveryQuerySet":
        """Due, failed and due again, or claimed by somebody whose lease ran out."""
        return self.filter(
            Q(state__in=[Delivery.State.DUE, Delivery.State.FAILED], due_at__lte=now)
            | Q(state=Delivery.State.CLAIMED, lease_until__lte=now)
        )


class Delivery(models.Model):
    """due -> claimed (lease) -> sent | failed (retry) -> dead (shown); or cancelled.

    Subject and text hold no name, score or words of a patient: a link, and that something waits.
    """

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "Email"
        SMS = "SMS", "Text message"

    class State(models.TextChoices):
        DUE = "DUE", "Waiting to be sent"
        CLAIMED = "CLAIMED", "Being sent"
        SENT = "SENT", "Sent"
        FAILED = "FAILED", "Failed, will be tried again"
        DEAD = "DEAD", "Given up"
        CANCELLED = "CANCELLED", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=2000)
    about = models.CharField(max_length=60, db_index=True, help_text="what it tells of: alert:17")
    once_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_by_state")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} about {self.about}: {self.get_state_display()}"
