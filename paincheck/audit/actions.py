"""Writing the trail, and sealing what was written."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, models, transaction

from paincheck.audit import queries
from paincheck.audit.digests import NO_SEAL_BEFORE, listed, seal_digest
from paincheck.audit.models import AuditEvent, AuditSeal

log = logging.getLogger(__name__)
LINES_IN_A_SEAL = 5_000
SEALS_IN_A_ROUND = 4
LOOKS = 25
BETWEEN_LOOKS_SECONDS = 0.02


class Person(Protocol):
    """Anybody with a sign-in; this floor does not know more of them."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True)
class SystemJob:
    """A named piece of the system that acts without a person, such as `flag` or `watch`."""

    name: str


Actor = Person | SystemJob


def record(
    *,
    action: str,
    subject: models.Model,
    by: Actor,
    now: datetime,
    patient_id: int | None = None,
    fields: Iterable[str] = (),
    reason: str = "",
) -> None:
    """Add one line to the trail; `fields` are names, never values."""
    job = by.name if isinstance(by, SystemJob) else ""
    AuditEvent.objects.create(
        at=now,
        action=action,
        actor_id=None if isinstance(by, SystemJob) else by.pk,
        system=job,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        patient_id=patient_id,
        fields=sorted(fields),
        reason=reason,
    )


def seal_trail(*, now: datetime) -> int:
    """Seal every line that nothing older can join any more; returns how many seals were set.

    A line with a lower number may become visible after one with a higher one. So the highest
    number is read first, then who is writing, and sealed is only once all of those have ended:
    what they wrote can be seen then, and nobody will ever get such a low number again. Where one
    of them takes longer than half a second, the next round tries again (ADR 8).

    Any number may run at once: a seal's number is given once.
    """
    up_to = queries.newest_id()
    writing = queries.writers()
    for _ in range(LOOKS):
        if not writing:
            break
        time.sleep(BETWEEN_LOOKS_SECONDS)
        writing &= queries.writers()
    if writing:
        return 0
    done = 0
    while done < SEALS_IN_A_ROUND and _seal_some(up_to=up_to, now=now):
        done += 1
    return done


def _seal_some(*, up_to: int, now: datetime) -> bool:
    """Set the next seal; False where nothing is left, or where another process was quicker."""
    last = AuditSeal.objects.order_by("number").last()
    after_id = last.last_id if last else 0
    lines = queries.lines_between(after_id, up_to, limit=LINES_IN_A_SEAL)
    if not lines:
        return False
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        previous=last.digest if last else NO_SEAL_BEFORE,
        first_id=after_id + 1,
        last_id=lines[-1][0] if len(lines) == LINES_IN_A_SEAL else up_to,
        count=len(lines),
        lines=listed(lines),
        sealed_at=now,
    )
    seal.digest = seal_digest(**seal.content())
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        return False
    # Logs leave this machine: each seal in them proves later that no end of the trail was cut off.
    log.info("audit seal %s:%s", seal.number, seal.digest)
    return True
