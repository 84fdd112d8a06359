"""Pain checks as rows for the API, newest first."""

from django.db.models import QuerySet

from diaries.models import PainCheck, Patient


def readings_of(patient: Patient) -> QuerySet[PainCheck]:
    """The checks that stand: a correction in the place of what it corrects."""
    standing = PainCheck.objects.current().filter(patient=patient)
    return standing.order_by("-answered_at", "-received_at", "-pk")
