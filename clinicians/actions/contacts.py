"""A contact that comes by the API: written down once for its key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alerts.actions import answering
from alerts.models import Alert
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.transactions import atomic_with_retries


class KeyReused(Exception):
    """The key stands for another contact already."""


@dataclass(frozen=True)
class Logged:
    """The stored contact, and whether it had been stored before."""

    contact: Contact
    replayed: bool


@atomic_with_retries
def log_once(
    *,
    patient: Patient,
    key: UUID,
    about: Collection[int],
    told: dict[str, Any],
    by: User,
    now: datetime,
) -> Logged:
    """Log the contact as the page does (S10); the same key and contact again change nothing.

    `about` are the numbers of its alerts: those that were closed meanwhile are passed over. `told`
    is channel, outcome, at, note and try_again_at. Raises KeyReused.
    """
    Patient.objects.hold(patient.pk)
    stored = Contact.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        if not _is_the_same(stored, about, told, by):
            raise KeyReused("This key belongs to another contact.")
        return Logged(stored, replayed=True)
    alerts = list(Alert.objects.open().filter(patient=patient, pk__in=about))
    contact = answering.log_contact(patient=patient, alerts=alerts, key=key, by=by, now=now, **told)
    return Logged(contact, replayed=False)


def _is_the_same(stored: Contact, about: Collection[int], told: dict[str, Any], by: User) -> bool:
    """A clock that ran ahead was set right when the contact was stored."""
    sent = told | {"at": min(told["at"], stored.recorded_at)}
    known = set(stored.alerts.values_list("pk", flat=True))
    return (
        stored.nurse_id == by.pk
        and known <= set(about)
        and all(getattr(stored, name) == value for name, value in sent.items())
    )
