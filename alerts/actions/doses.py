"""Judging an extra dose that a patient noted in her list."""

from datetime import datetime

from alerts import rules
from alerts.actions.noticing import clear, notice
from alerts.queries import thresholds_for
from alerts.rules import Rule
from diaries.models import ExtraDose
from diaries.queries.doses import fullest_day_of, taken_in_a_day


def judge_dose(dose: ExtraDose, now: datetime) -> None:
    """Many in a day are told; few are the end of many (S12). What was taken back counts no more."""
    if dose.removed_at is not None:
        return
    patient, thresholds = dose.patient, thresholds_for(dose.patient)
    number, until = fullest_day_of(dose, now)
    finding = rules.many_doses_noted(
        number, until=until, recorded_at=dose.recorded_at, thresholds=thresholds
    )
    if finding is not None:
        notice(patient=patient, finding=finding, cause=dose, now=now)
    elif taken_in_a_day(patient.pk, now) < thresholds.extra_doses:
        clear(patient=patient, rule=Rule.MANY_EXTRA_DOSES, now=now)
