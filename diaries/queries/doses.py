"""Extra doses counted: the one place that knows them from the checks and from the list (S9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from diaries.advice import MANY_EXTRA_DOSES
from diaries.doses import (
    LOOK_BACK,
    WINDOW,
    Told,
    fullest_around,
    noted_between,
    span_of,
    taken_by,
    told_by,
)
from diaries.models import ExtraDose, PainCheck, Patient


@dataclass(frozen=True)
class Known:
    """What tells of extra doses around a time."""

    told: Sequence[Told]
    noted: Sequence[datetime]


def taken_in_a_day(patient_id: int, end: datetime) -> int:
    """Extra doses in the 24 hours up to `end`. Two queries."""
    known = _known(patient_id, end - WINDOW, end)
    return taken_by(end, known.told, known.noted)


def most_by_day(
    patient_id: int, *, start: date, end: date, zone: ZoneInfo, now: datetime
) -> dict[date, int]:
    """For each day the most extra doses in any 24 hours that ended on it, as the alert counts them:
    up to a check that gave a number, or up to a dose of the list. Two queries."""
    since = datetime.combine(start, time(), zone)
    until = min(now, datetime.combine(end + timedelta(days=1), time(), zone))
    known = _known(patient_id, since - WINDOW, until)
    most: dict[date, int] = {}
    for at in (*known.noted, *(check.at for check in known.told)):
        day = at.astimezone(zone).date()
        if start <= day <= end:
            most[day] = max(most.get(day, 0), taken_by(at, known.told, known.noted))
    return most


def fullest_day_of(dose: ExtraDose, now: datetime) -> tuple[int, datetime]:
    """(number, end) of the 24 hours around this dose in which most were taken. Two queries."""
    known = _known(dose.patient_id, dose.taken_at - WINDOW, min(now, dose.taken_at + WINDOW))
    return fullest_around(dose.taken_at, now, known.told, known.noted)


def noted_for_a_check(patient: Patient, now: datetime, *, since_last: bool) -> int:
    """How many stand in the list for the time that a check of now asks about."""
    checks = PainCheck.objects.current().filter(patient=patient, answered_at__lte=now)
    before = checks.order_by("-answered_at").values_list("answered_at", flat=True).first()
    since = span_of(now, since_last=since_last, before=before)
    return noted_between(_known(patient.pk, since, now).noted, since, now)


def doses_before(check: PainCheck, many: int = MANY_EXTRA_DOSES) -> int | None:
    """What else than this check's own number is known of its 24 hours, for `advice.card_for`.

    None where it asked since the last check and an earlier one of these hours left it open; as many
    as are known of count all the same.
    """
    number = taken_in_a_day(check.patient_id, check.answered_at) - (check.extra_doses or 0)
    if (check.extra_doses or 0) + number >= many or not check.since_last:
        return number
    earlier = PainCheck.objects.current().filter(
        patient=check.patient_id,
        answered_at__gt=check.answered_at - WINDOW,
        answered_at__lt=check.answered_at,
    )
    unknown = earlier.filter(extra_doses__isnull=True) | earlier.filter(extra_doses_unsure=True)
    return None if unknown.exists() else number


def _known(patient_id: int, since: datetime, until: datetime) -> Known:
    """What is needed to count in any 24 hours that end between `since` and `until`."""
    around = {"patient": patient_id}
    rows = (
        PainCheck.objects.current()
        .filter(answered_at__gt=since - LOOK_BACK, answered_at__lte=until, **around)
        .order_by("answered_at")
        .values_list("answered_at", "since_last", "extra_doses")
    )
    doses = ExtraDose.objects.standing().filter(
        taken_at__gt=since - LOOK_BACK, taken_at__lte=until, **around
    )
    return Known(told_by(rows), list(doses.values_list("taken_at", flat=True)))
