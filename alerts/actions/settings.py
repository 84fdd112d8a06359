"""Setting the numbers of the rules, for a site or for one patient, within their limits; and the
line of who looked what other numbers would have done."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from alerts.governing import change_in_words
from alerts.models import ThresholdSettings
from alerts.rules import LIMITS, Thresholds
from diaries.models import Patient
from paincheck.accounts.models import Site, User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def set_site_thresholds(
    *, site: Site, numbers: Mapping[str, int | None], by: User, now: datetime
) -> None:
    """None falls back to the default. Raises ThresholdOutOfLimits."""
    Site.objects.select_for_update(no_key=True).only("pk").get(pk=site.pk)
    row = ThresholdSettings.objects.filter(site=site).first() or ThresholdSettings(site=site)
    _set(row, numbers, reason="", by=by, now=now)


@atomic_with_retries
def set_patient_thresholds(
    *,
    patient: Patient,
    numbers: Mapping[str, int | None],
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """None falls back to the site's number. Raises ThresholdOutOfLimits."""
    Patient.objects.hold(patient.pk)
    row = ThresholdSettings.objects.filter(patient=patient).first()
    row = row or ThresholdSettings(patient=patient)
    _set(row, numbers, reason=reason, by=by, now=now)


@atomic_with_retries
def looked_back(
    *,
    site: Site,
    patient: Patient | None,
    since: datetime,
    until: datetime,
    by: User,
    now: datetime,
) -> None:
    """The diaries of a site, or of one patient, were gone through for a preview. The line says of
    which days, and nothing of what was found."""
    first, last = (timezone.localdate(at) for at in (since, until))
    record(
        action="thresholds.previewed",
        subject=patient or site,
        by=by,
        now=now,
        patient_id=patient.pk if patient else None,
        reason=f"{first:%-d %B %Y} to {last:%-d %B %Y}",
    )


def _set(
    row: ThresholdSettings,
    numbers: Mapping[str, int | None],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    Thresholds().with_overrides(numbers)  # refuses what lies outside the limits
    before = {name: getattr(row, name) for name in LIMITS}
    after = {name: numbers.get(name) for name in LIMITS}
    changed = [name for name in LIMITS if before[name] != after[name]]
    if not changed:
        return
    for name in changed:
        setattr(row, name, after[name])
    row.reason, row.changed_by, row.changed_at = reason, by, now
    row.save()
    record(
        action="thresholds.changed",
        subject=row,
        by=by,
        now=now,
        patient_id=row.patient_id,
        fields=changed,
        reason=f"{change_in_words(before, after)}. {reason}".strip()[:500],
    )
