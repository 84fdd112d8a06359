"""Alerts and contacts of one patient as rows for the API."""

from django.db.models import F, QuerySet

from alerts.models import Alert
from clinicians.models import Task
from diaries.models import Contact, Patient


def alerts_of(patient: Patient) -> QuerySet[Alert]:
    """Those that are open first, then the closed ones, newest first."""
    found = Alert.objects.filter(patient=patient).select_related(
        "taken_by", "closed_by", "snoozed_by"
    )
    return found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


def contacts_of(patient: Patient) -> QuerySet[Contact]:
    """All of them, newest first, each with the alerts it was about."""
    found = Contact.objects.filter(patient=patient).select_related("nurse")
    return found.prefetch_related("alerts").order_by("-at", "-pk")


def tasks_of(patient: Patient) -> QuerySet[Task]:
    """What is open first, by its day; then what was done, newest first."""
    found = Task.objects.filter(patient=patient).select_related("made_by", "done_by")
    return found.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")


def alert_ids(patient: Patient) -> frozenset[int]:
    """Every alert of this patient, open or closed."""
    return frozenset(Alert.objects.filter(patient=patient).values_list("pk", flat=True))
