"""Putting things into the outbox and getting them out: claim, send, mark; never mark first."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When

from paincheck.accounts.models import Site, User
from paincheck.audit.actions import SystemJob, record
from paincheck.outbox import moves, senders
from paincheck.outbox.models import Delivery
from paincheck.outbox.moves import came_from
from paincheck.outbox.retrying import TRIES_UNTIL_DEAD, wait_after
from paincheck.outcomes import NotNow, Refused, Unknown, Unreachable

log = logging.getLogger(__name__)
# Three times the ceiling of one send (settings), so that a sender that lives keeps its claim.
LEASE = timedelta(seconds=60)
# No new send after this. With a last one up to the ceiling a round takes 28 s, less than the 30 s
# after which a loop of `watch` counts as stopped; the next round goes on.
ROUND = timedelta(seconds=8)
OUTBOX = SystemJob("outbox")
OURS = Delivery.Outcome.OURS
# The first that fits: an unreachable provider is a 'not now' too.
MEANS: list[tuple[type[Exception], Delivery.Outcome]] = [
    (Refused, Delivery.Outcome.REFUSED),
    (Unreachable, Delivery.Outcome.UNREACHABLE),
    (NotNow, Delivery.Outcome.NOT_NOW),
    (Unknown, Delivery.Outcome.UNKNOWN),
]


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
        if Delivery.objects.filter(once_key=once_key).exists():
            return None
        raise  # something else is wrong, and nobody would be told


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


@transaction.atomic
def send_again(*, deliveries: Iterable[Delivery], by: User, now: datetime) -> int:
    """A manager's press: due at once, with fresh tries; returns how many had been given up.

    It goes to the address that the person or the site has now: the old one may be what was wrong.
    """
    done = 0
    for delivery in deliveries:
        mine = Delivery.objects.filter(pk=delivery.pk, state__in=came_from(moves.DUE))
        changed = mine.update(
            state=moves.DUE,
            address=_address_now(delivery),
            due_at=now,
            again_at=now,
            attempts_before=F("attempts"),
            outcome="",
            dead_at=None,
            answered_at=None,
        )
        if changed:
            record(action="delivery.again", subject=delivery, by=by, now=now)
        done += changed
    return done


def _address_now(delivery: Delivery) -> str:
    person, site = delivery.recipient, delivery.site
    if person is not None:
        now = person.email if delivery.channel == Delivery.Channel.EMAIL else person.phone
    else:
        now = site.role_email if site is not None else ""
    return now or delivery.address


@transaction.atomic
def trust_again(*, delivery: Delivery, by: User, now: datetime) -> None:
    """A manager says that the address of this refused delivery works again."""
    refused = Delivery.objects.refusals().filter(channel=delivery.channel, address=delivery.address)
    for one in list(refused):
        record(action="delivery.forgiven", subject=one, by=by, now=now)
    refused.update(forgiven_at=now)


def deliver_due(*, now: datetime, channel: str | None = None, limit: int = 500) -> int:
    """Send what is due, urgent first; returns how many were accepted. Harmless to run twice.

    Where a provider cannot be reached or does not answer, its round ends: the others would only
    wait for the same. They lose no try by it.
    """
    due = Delivery.objects.sendable(now).order_by("-urgent", "due_at")
    if channel:
        due = due.filter(channel=channel)
    began = time.monotonic()
    down: set[str] = set()
    sent = 0
    for pk, way in list(due.values_list("pk", "channel")[:limit]):
        passed = timedelta(seconds=time.monotonic() - began)
        if passed > ROUND:
            break
        if way in down:
            continue
        # A lease counts from the moment of its own claim, not from when the round began.
        outcome = deliver(delivery_id=str(pk), now=now + passed)
        sent += outcome == Delivery.Outcome.ACCEPTED
        if outcome in (Delivery.Outcome.UNREACHABLE, Delivery.Outcome.UNKNOWN):
            down.add(way)
    return sent


def deliver(*, delivery_id: str, now: datetime) -> str:
    """Claim one delivery, send it, mark it; the outcome, or nothing where another has it."""
    delivery = _claim(delivery_id, now=now)
    if delivery is None:
        return ""
    if delivery.tries > TRIES_UNTIL_DEAD:
        # Its senders died of it, one after the other, before they could mark anything.
        _not_accepted(delivery, outcome=OURS, error="", now=now)
        return ""
    began, kind = time.monotonic(), ""
    try:
        senders.send(delivery)
    except Exception as error:  # noqa: BLE001  one poisoned delivery must not stop the others
        outcome = next((told for way, told in MEANS if isinstance(error, way)), OURS)
        # The kind of error only: its text may hold an address.
        kind = type(error.__cause__ or error).__name__
    else:
        outcome = Delivery.Outcome.ACCEPTED
    at = now + timedelta(seconds=time.monotonic() - began)
    if outcome == Delivery.Outcome.ACCEPTED:
        _accepted(delivery, now=at)
    else:
        _not_accepted(delivery, outcome=outcome, error=kind, now=at)
    return outcome


@transaction.atomic
def _claim(delivery_id: str, *, now: datetime) -> Delivery | None:
    """Take it by a conditional update. A try whose sender fell silent may have arrived.

    The row stays locked until it is read again, so `attempts` is the number of this claim.
    """
    lost = Case(When(state=moves.CLAIMED, then=1), default=0)
    claimed = (
        Delivery.objects.sendable(now)
        .filter(pk=delivery_id)
        .update(
            state=moves.CLAIMED,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
            unknown_count=F("unknown_count") + lost,
        )
    )
    return Delivery.objects.get(pk=delivery_id) if claimed else None


@transaction.atomic
def _accepted(delivery: Delivery, *, now: datetime) -> None:
    """Acceptance is the truth, whoever holds the claim by now."""
    mine = Delivery.objects.filter(pk=delivery.pk, state__in=came_from(moves.SENT))
    first = mine.update(
        state=moves.SENT, sent_at=now, outcome=Delivery.Outcome.ACCEPTED, last_error=""
    )
    action = "delivery.sent" if first else "delivery.sent_again"
    record(action=action, subject=delivery, by=OUTBOX, now=now)


@transaction.atomic
def _not_accepted(delivery: Delivery, *, outcome: str, error: str, now: datetime) -> None:
    """Wait and try again; after a refusal, or the last try, it is dead and shown."""
    dead = outcome == Delivery.Outcome.REFUSED or delivery.tries >= TRIES_UNTIL_DEAD
    to = moves.DEAD if dead else moves.FAILED
    wait = wait_after(
        tries=delivery.tries, urgent=delivery.urgent, seed=f"{delivery.pk}:{delivery.attempts}"
    )
    # Only while this claim still holds: somebody else's outcome is not written over.
    mine = Delivery.objects.filter(
        pk=delivery.pk, state__in=came_from(to), attempts=delivery.attempts
    )
    held = mine.update(
        state=to,
        due_at=now + wait,
        dead_at=now if dead else None,
        outcome=outcome,
        unknown_count=F("unknown_count") + int(outcome == Delivery.Outcome.UNKNOWN),
        last_error=error,
    )
    if held:
        action = "delivery.dead" if dead else "delivery.failed"
        record(action=action, subject=delivery, by=OUTBOX, now=now)
    log.warning("delivery %s: %s %s", delivery.pk, outcome, error)
