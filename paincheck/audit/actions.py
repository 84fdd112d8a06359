"""Writing the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import models

from paincheck.audit.models import AuditEvent


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
