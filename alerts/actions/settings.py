"""Setting the numbers of the rules, for a site or for one patient, within their limits."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from alerts.models import ThresholdSettings
from alerts.rules import LIMITS, Thresholds
from diaries.models import Patient
from paincheck.accounts.models import Site, User
from paincheck.audit.actions import record


@transaction.atomic
def set_site_thresholds(
    *, site: Site, numbers: Mapping[str, int | None], by: User, now: datetime
) -> None:
    """None falls back to the default. Raises ThresholdOutOfLimits."""
    row = ThresholdSettings.objects.filter(site=site).first() or ThresholdSettings(site=site)
    _set(row, numbers, reason="", by=by, now=now)


@transaction.atomic
def set_patient_thresholds(
    *,
    patient: Patient,
    numbers: Mapping[str, int | None],
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """None falls back to the site's number. Raises ThresholdOutOfLimits."""
    row = ThresholdSettings.objects.filter(patient=patient).first()
    row = row or ThresholdSettings(patient=patient)
    _set(row, numbers, reason=reason, by=by, now=now)


def _set(
    row: ThresholdSettings,
    numbers: Mapping[str, int | None],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    Thresholds().with_overrides(numbers)  # refuses what lies outside the limits
    changed = [name for name in LIMITS if getattr(row, name) != numbers.get(name)]
    if not changed:
        return
    for name in changed:
        setattr(row, name, numbers.get(name))
    row.reason = reason
    row.save()
    record(
        action="thresholds.changed",
        subject=row,
        by=by,
        now=now,
        patient_id=row.patient_id,
        fields=changed,
        reason=reason,
    )
