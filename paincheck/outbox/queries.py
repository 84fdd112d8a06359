"""What waits in the outbox, what was given up, and which addresses take nothing."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce

from paincheck.accounts.models import Site, User
from paincheck.accounts.queries.staff import sites_run_by
from paincheck.accounts.queries.who import STAFF
from paincheck.outbox import moves
from paincheck.outbox.models import Delivery, DeliveryQuerySet

REFUSAL_COUNTS_FOR = timedelta(days=1)


def oldest_due(now: datetime) -> datetime | None:
    """Since when the delivery waits that should have left by now and waits longest."""
    waiting = Delivery.objects.on_its_way().filter(created_at__lte=now)
    since: datetime | None = waiting.aggregate(at=Min(Coalesce("again_at", "created_at")))["at"]
    return since


def broken_addresses(now: datetime) -> frozenset[str]:
    """Addresses whose last finished delivery was refused for good: no use in writing there.

    A refusal counts for a day: then the address is tried again, since it may have been our own
    server that was blocked. If it refuses once more, the alert goes on within seconds.
    """
    lately = Delivery.objects.refusals().filter(dead_at__gt=now - REFUSAL_COUNTS_FOR)
    return frozenset(lately.values_list("address", flat=True))


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


@dataclass(frozen=True)
class Row:
    """One delivery, for a manager: whom it must reach and how it stands; nothing of a patient."""

    id: uuid.UUID
    channel: str
    to: str
    about: str
    site: str
    since: datetime
    tries: int
    last: str
    due_at: datetime


@dataclass(frozen=True)
class Group:
    """The first rows of all that stand alike."""

    rows: list[Row]
    n: int


@dataclass(frozen=True)
class DeliveriesPage:
    dead: Group
    again: Group
    waiting: Group
    refused: Group


SHOWN = 50


def deliveries_page(user: User) -> DeliveriesPage:
    """What did not arrive yet at the sites that she runs, oldest first."""
    mine = deliveries_run_by(user)
    unanswered = Q(outcome="")
    return DeliveriesPage(
        dead=_group(mine.dead()),
        again=_group(mine.on_its_way().exclude(unanswered)),
        waiting=_group(mine.on_its_way().filter(unanswered)),
        # One line an address, though it may have refused more than once.
        refused=_group(mine.filter(pk__in=_one_an_address(mine)), at_most=None),
    )


def deliveries_run_by(user: User) -> DeliveryQuerySet:
    return Delivery.objects.filter(site__in=sites_run_by(user))


def delivery_run_by(user: User, delivery_id: uuid.UUID) -> Delivery | None:
    return deliveries_run_by(user).filter(pk=delivery_id).first()


def _one_an_address(mine: DeliveryQuerySet) -> Collection[uuid.UUID]:
    """Refusals by the address, without those that can be sent again as they stand."""
    refusals = mine.refusals().exclude(state=moves.DEAD).order_by("dead_at")
    found = refusals.values_list("channel", "address", "pk")
    return {(channel, address): pk for channel, address, pk in found}.values()


def _group(found: DeliveryQuerySet, at_most: int | None = SHOWN) -> Group:
    rows = found.select_related("recipient", "site").prefetch_related("recipient__roles")
    return Group(rows=[_row(one) for one in rows.order_by("created_at")[:at_most]], n=found.count())


def _row(delivery: Delivery) -> Row:
    return Row(
        id=delivery.pk,
        channel=delivery.get_channel_display(),
        to=_name(delivery.recipient, delivery.site),
        about=delivery.about.replace(":", " ").capitalize(),
        site=delivery.site.name if delivery.site else "",
        since=delivery.again_at or delivery.created_at,
        tries=delivery.tries,
        last=delivery.get_outcome_display(),
        due_at=delivery.due_at,
    )


def _name(recipient: User | None, site: Site | None) -> str:
    """Names of the staff alone; whoever else it goes to is not named here."""
    if recipient is None:
        return f"The address of {site.name}" if site else "An address"
    works_here = any(role.role in STAFF for role in recipient.roles.all())
    return recipient.full_name if works_here else "A patient"
