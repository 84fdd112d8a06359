"""What waits in the outbox, what was given up, and which addresses take nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from paincheck.outbox import moves
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


@dataclass(frozen=True)
class Sent:
    """How many deliveries of one channel are in one state, since when the oldest of them waits, and
    how many of their tries may have arrived without our knowing."""

    channel: str
    state: str
    n: int
    since: datetime
    unknown: int

    @property
    def on_its_way(self) -> bool:
        return self.state in (moves.DUE, moves.CLAIMED, moves.FAILED)


def by_channel_and_state(now: datetime) -> list[Sent]:
    """All that is on its way or was given up, and what became of what was due within a day."""
    kept = Q(state__in=[moves.DUE, moves.CLAIMED, moves.FAILED, moves.DEAD])
    rows = Delivery.objects.filter(kept | Q(due_at__gte=now - timedelta(days=1)))
    counted = rows.values("channel", "state").annotate(
        n=Count("pk"), since=Min(Coalesce("again_at", "created_at")), unknown=Sum("unknown_count")
    )
    return [Sent(**row) for row in counted.order_by("channel", "state")]
