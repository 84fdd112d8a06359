"""A nurse leaves: what she has taken goes back to those who look after the patients."""

from datetime import datetime

from alerts.actions.noticing import hand_back
from alerts.actions.telling import begin
from alerts.models import Alert
from diaries.models import Patient
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def hand_back_all(*, nurse: User, by: User, now: datetime) -> int:
    """Every open alert that she has taken is nobody's again, and its ladder begins anew; how many.

    Without it the rounds would do the same a minute later; here nobody is told after she has gone.
    """
    hers = Alert.objects.open().filter(taken_by=nurse)
    handed = 0
    for alert_id, patient_id in hers.order_by("patient", "pk").values_list("pk", "patient_id"):
        Patient.objects.hold(patient_id)
        alert = hers.filter(pk=alert_id).first()
        if alert is None:
            continue  # closed, or handed back, a moment ago
        hand_back(alert, now=now)
        alert.save()
        record(action="alert.handed_back", subject=alert, by=by, now=now, patient_id=patient_id)
        begin(alert, now=now)
        handed += 1
    return handed
