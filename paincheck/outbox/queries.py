"""What waits in the outbox, what was given up, and which addresses take nothing."""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef
from django.db.models.functions import Coalesce

from paincheck.outbox.models import Delivery


def oldest_due(now: datetime) -> datetime | None:
    """Since when the delivery waits that should have left by now and waits longest."""
    waiting = Delivery.objects.on_its_way().filter(created_at__lte=now)
    since: datetime | None = waiting.aggregate(at=Min(Coalesce("again_at", "created_at")))["at"]
    return since


def broken_addresses() -> frozenset[str]:
    """Addresses whose last finished delivery was refused for good: no use in writing there."""
    later = Delivery.objects.filter(
        channel=OuterRef("channel"), address=OuterRef("address"), sent_at__gte=OuterRef("dead_at")
    )
    refused = Delivery.objects.filter(outcome=Delivery.Outcome.REFUSED, dead_at__isnull=False)
    return frozenset(refused.exclude(Exists(later)).values_list("address", flat=True))


def unanswered_dead(about_prefix: str = "alert:") -> list[Delivery]:
    """What was given up and nobody has acted on yet, oldest first."""
    dead = Delivery.objects.dead().filter(about__startswith=about_prefix, answered_at__isnull=True)
    return list(dead.order_by("dead_at", "created_at"))
