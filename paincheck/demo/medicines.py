"""The demo's medicines of the last days: extra doses, one left off, and doses that went up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid5

from alerts.actions.flagging import flag
from diaries.actions.care import change_dose, void_change
from diaries.actions.medicines import note_dose, say_helped, say_no_longer_taken
from diaries.models import Medication, MedicationChange, Patient
from paincheck.demo.plan import REGULAR
from paincheck.demo.rows import DEMO, ZONE

# By number of patient: hours ago, and whether it helped ('' where that was not said). Fewer in any
# 24 hours than would be told to a nurse beside what these patients' checks say.
DOSES: dict[int, tuple[tuple[float, str], ...]] = {
    2: ((98, "A_LITTLE"), (55, "A_LOT"), (9, "A_LITTLE"), (5, "NO"), (1.5, "")),
    3: ((76, "A_LOT"), (3, "A_LOT")),
    4: ((52, "A_LOT"), (27, "A_LOT")),
    5: ((33, "A_LITTLE"),),
    9: ((80, "NO"), (30, "")),
}
LEFT_OFF = 9  # the number of the patient
WHY = "It made me feel sick, and I do not think I need it now."

# By number of patient: how many days ago the regular dose went up; of one it was typed twice.
WENT_UP = {2: 4, 23: 4}
TYPED_TWICE = 2


def add_words(patients: Mapping[int, Patient], now: datetime) -> None:
    """In the order of time, through the real actions."""
    told = [
        (now - timedelta(hours=hours), patients[number], helped)
        for number, doses in DOSES.items()
        for hours, helped in doses
    ]
    for at, patient, helped in sorted(told, key=lambda one: one[0]):
        _note(patient, at, helped)
    patient = patients[LEFT_OFF]
    say_no_longer_taken(
        medication=Medication.objects.filter(patient=patient, purpose="REGULAR").earliest("pk"),
        key=uuid5(DEMO, f"{patient.code}|left off"),
        why=WHY,
        by=patient.user or patient.nurse,
        now=now - timedelta(hours=26),
    )


def add_doses(patients: Mapping[int, Patient], now: datetime) -> None:
    """Long enough ago: of one patient, whose pain is not down, it is asked whether it helped."""
    for number, days in WENT_UP.items():
        at = now - timedelta(days=days)
        if number == TYPED_TWICE:
            slip = _raise_dose(patients[number], at - timedelta(days=1))
            void_change(change=slip, reason="A day too early", by=slip.entered_by, now=at)
        _raise_dose(patients[number], at)


def _raise_dose(patient: Patient, at: datetime) -> MedicationChange:
    """To the next one of the plan."""
    names = [name for name, _, _ in REGULAR]
    medication = Medication.objects.filter(patient=patient, name__in=names).earliest("pk")
    now_taken = medication.changes.standing().latest("on").dose
    steps = next(doses for _, _, doses in REGULAR if now_taken in doses)
    on = at.astimezone(ZONE).date()
    return change_dose(medication=medication, dose=steps[-1], on=on, by=patient.nurse, now=at)


def _note(patient: Patient, at: datetime, helped: str) -> None:
    by = patient.user or patient.nurse
    extra = Medication.objects.filter(patient=patient, purpose="EXTRA").first()
    key = uuid5(DEMO, f"{patient.code}|dose|{at.isoformat()}")
    dose = note_dose(patient=patient, key=key, taken_at=at, medication=extra, by=by, now=at)
    flag(kind="dose", row_id=str(dose.pk), now=at)
    if helped:
        say_helped(dose=dose, helped=helped, by=by, now=at + timedelta(minutes=50))
