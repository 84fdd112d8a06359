"""Putting things into the outbox and getting them out: claim, send, mark; never mark first."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from paincheck.accounts.models import Site, User
from paincheck.audit.actions import SystemJob, record
from paincheck.outbox import moves, senders
from paincheck.outbox.models import Delivery
from paincheck.outbox.moves import came_from

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
ATTEMPTS_UNTIL_DEAD = 8
OUTBOX = SystemJob("outbox")


def put(
    *,
    channel: str,
    recipient: User | None,
    address: str,
    subject: str,
    text: str,
    about: str,
    once_key: str,
    now: datetime,
    urgent: bool = False,
    site: Site | None = None,
) -> Delivery | None:
    """Queue one message; None where `once_key` has been queued before (nobody is told twice).

    What is urgent leaves first. The managers of `site` see it where it does not arrive.
    """
    try:
        with transaction.atomic():
            return Delivery.objects.create(
                channel=channel,
                recipient=recipient,
                address=address,
                subject=subject,
                text=text,
                about=about,
                once_key=once_key,
                urgent=urgent,
                site=site,
                created_at=now,
                due_at=now,
            )
    except IntegrityError:
        return None


def cancel_about(*, about: str) -> int:
    """Cancel what has not been accepted yet; returns how many.

    A message that is leaving in this moment may still arrive, but is not tried again.
    """
    mine = Delivery.objects.filter(about=about, state__in=came_from(moves.CANCELLED))
    return mine.update(state=moves.CANCELLED)


@transaction.atomic
def answer_dead(*, ids: Iterable[object], now: datetime) -> int:
    """The escalation went on because these could not be delivered; returns how many were new."""
    found = Delivery.objects.dead().filter(pk__in=list(ids), answered_at__isnull=True)
    for delivery in found:
        record(action="delivery.answered", subject=delivery, by=OUTBOX, now=now)
    return found.update(answered_at=now)


def deliver_due(*, now: datetime, channel: str | None = None, limit: int = 50) -> int:
    """Send what is due, urgent first; returns how many were accepted. Harmless to run twice."""
    due = Delivery.objects.sendable(now).order_by("-urgent", "due_at")
    if channel:
        due = due.filter(channel=channel)
    ids = due.values_list("pk", flat=True)[:limit]
    return sum(deliver(delivery_id=str(pk), now=now) for pk in list(ids))


def deliver(*, delivery_id: str, now: datetime) -> bool:
    """Claim one delivery, send it, mark it. False where another worker has it or it failed."""
    claimed = (
        Delivery.objects.sendable(now)
        .filter(pk=delivery_id)
        .update(state=Delivery.State.CLAIMED, lease_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    delivery = Delivery.objects.get(pk=delivery_id)
    try:
        senders.send(delivery)
    except Exception as error:  # noqa: BLE001  whatever a provider does, it is tried again
        _failed(delivery, error=error, now=now)
        return False
    _sent(delivery, now=now)
    return True


@transaction.atomic
def _sent(delivery: Delivery, *, now: datetime) -> None:
    delivery.state, delivery.sent_at, delivery.last_error = Delivery.State.SENT, now, ""
    delivery.save(update_fields=["state", "sent_at", "last_error"])
    record(action="delivery.sent", subject=delivery, by=OUTBOX, now=now)


@transaction.atomic
def _failed(delivery: Delivery, *, error: Exception, now: datetime) -> None:
    """Wait 10 s, 20 s, 40 s ... up to an hour; after the last try it is dead and shown."""
    dead = delivery.attempts >= ATTEMPTS_UNTIL_DEAD
    delivery.state = Delivery.State.DEAD if dead else Delivery.State.FAILED
    delivery.dead_at = now if dead else None
    wait = min(timedelta(seconds=10 * 2 ** (delivery.attempts - 1)), timedelta(hours=1))
    delivery.due_at = now + wait
    # The kind of error only: its text may hold an address.
    delivery.last_error = type(error).__name__
    delivery.save(update_fields=["state", "due_at", "last_error", "dead_at"])
    record(action="delivery.failed", subject=delivery, by=OUTBOX, now=now)
    log.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
