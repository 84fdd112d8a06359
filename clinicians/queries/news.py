"""Whether something has come in since a page was shown: for the poll, which shows and sees nothing.

What counts is what would change the page of a nurse who looks again: a check, a message, a call
asked for, an alert found or found again, taken or closed by somebody else, a patient handed over.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from alerts.models import Alert
from clinicians.models import HandOver
from clinicians.queries.selecting import in_default_scope, in_scope
from diaries.models import ContactRequest, DangerSaid, Message, NoLongerTaken, PainCheck, Patient
from paincheck.accounts.models import User


def changed_since(nurse: User, *, scope: str, since: datetime, now: datetime) -> int:
    """How many of the patients in this scope have changed. One query."""
    found = in_scope(nurse, scope, now) if scope else in_default_scope(nurse, now)
    return _changed(found, nurse, since).count()


def has_changed(patient: Patient, nurse: User, *, since: datetime) -> bool:
    """Whether there is anything new of one patient. One query."""
    return _changed(Patient.objects.filter(pk=patient.pk), nurse, since).exists()


def _changed(found: "QuerySet[Patient]", nurse: User, since: datetime) -> "QuerySet[Patient]":
    """Practice patients are on no nurse's mind, and so in no notice."""
    by_others = Q(taken_at__gt=since) & ~Q(taken_by=nurse)
    by_others |= Q(closed_at__gt=since) & (Q(closed_by__isnull=True) | ~Q(closed_by=nurse))
    alerts = Alert.objects.filter(Q(last_found_at__gt=since) | by_others)
    checks = PainCheck.objects.filter(received_at__gt=since)
    checks = checks.filter(Q(entered_by__isnull=True) | ~Q(entered_by=nurse))
    news = [
        alerts,
        checks,
        Message.objects.from_patients().filter(sent_at__gt=since),
        ContactRequest.objects.filter(asked_at__gt=since),
        DangerSaid.objects.filter(said_at__gt=since),
        NoLongerTaken.objects.filter(said_at__gt=since),
        HandOver.objects.filter(at__gt=since, to_nurse=nurse).exclude(by=nurse),
    ]
    ids = [rows.order_by().values("patient") for rows in news]
    return found.filter(pk__in=ids[0].union(*ids[1:])).exclude(world=Patient.World.PRACTICE)
