"""The round that puts the mails of the morning into the outbox."""

import logging
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clinicians import digest
from clinicians.queries import digest as queries
from paincheck.accounts.models import Site, User
from paincheck.audit.actions import SystemJob, record
from paincheck.outbox.actions import put
from paincheck.outbox.models import Delivery
from paincheck.outbox.moves import CANCELLED, came_from

log = logging.getLogger(__name__)
DIGEST = SystemJob("morning mail")


def send_digests(*, now: datetime) -> int:
    """Queue what is due, each nurse by herself: one that fails is logged, is tried again in the
    next round, and stops no other. Returns how many were queued; harmless to run twice."""
    waiting = Delivery.objects.filter(
        about__startswith=digest.ABOUT, state__in=came_from(CANCELLED)
    )
    waiting.filter(created_at__lte=now - digest.LATE).update(state=CANCELLED)
    sent = 0
    for nurse, site, day in queries.due_now(now):
        try:
            sent += _queue(nurse, site, day, now)
        except Exception:
            log.exception("the morning mail of nurse %s failed", nurse.pk)
    return sent


@transaction.atomic
def _queue(nurse: User, site: Site, day: date, now: datetime) -> bool:
    """Nothing on a morning when nothing waits; it may come within two hours of the opening."""
    waits = queries.waits_for(nurse, now)
    if not waits.anything:
        return False
    queued = put(
        channel=Delivery.Channel.EMAIL,
        recipient=nurse,
        address=nurse.email,
        subject=digest.SUBJECT,
        text=digest.text(
            waits,
            caseload=settings.SITE_URL + reverse("clinicians:caseload"),
            settings=settings.SITE_URL + reverse("clinicians:settings"),
        ),
        about=f"{digest.ABOUT}{nurse.pk}",
        once_key=digest.once_key(nurse.pk, day),
        now=now,
        site=site,
    )
    if queued is not None:
        record(action="digest.queued", subject=queued, by=DIGEST, now=now)
    return queued is not None
