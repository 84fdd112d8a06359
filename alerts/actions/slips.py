"""A contact that was logged by a slip was no talk: what it had closed opens again (S10, S12)."""

from datetime import datetime

from alerts.actions.putting_off import open_anew
from alerts.models import Alert
from diaries.actions import care
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def void_contact(*, contact: Contact, reason: str, by: User, now: datetime) -> list[Alert]:
    """Struck through, and kept. Answers the alerts that are open again; the second time none.

    What closed otherwise meanwhile stays closed, and so does what a newer alert of the same rule
    has taken over, or a diary that has ended. What the contact had left open is tried again at no
    time that it said.
    """
    if not care.void_contact(contact=contact, reason=reason, by=by, now=now):
        return []
    patient = Patient.objects.get(pk=contact.patient_id)
    mine = contact.alerts.all()
    waiting = mine.filter(closed_at__isnull=True, try_again_at=contact.try_again_at)
    if contact.try_again_at is not None:
        waiting.update(try_again_at=None)
    if patient.status in (Patient.Status.DISCHARGED, Patient.Status.DIED):
        return []
    closed = mine.filter(closed_how=Alert.Closed.CONTACT, closed_at=contact.recorded_at)
    found = [alert for alert in closed.order_by("pk") if not _has_a_newer(alert)]
    for alert in found:
        open_anew(alert, by=by, now=now)
    return found


def _has_a_newer(alert: Alert) -> bool:
    """There is one open alert for each patient and rule: the newest speaks."""
    others = Alert.objects.filter(patient=alert.patient_id, rule=alert.rule).exclude(pk=alert.pk)
    return others.filter(opened_at__gte=alert.closed_at).exists()
