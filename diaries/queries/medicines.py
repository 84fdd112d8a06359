"""The patient's own list of medicines, her extra doses, and what she says she left off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaries.advice import MANY_EXTRA_DOSES, Card
from diaries.cards import MANY_DOSES
from diaries.models import ExtraDose, Medication, MedicationChange, NoLongerTaken, Patient
from diaries.queries.doses import taken_in_a_day
from diaries.queries.patients import Surroundings, zone_of
from diaries.queries.seen import moment
from paincheck.accounts.hours import in_words

__all__ = ["ExtraDose"]

SHOWN_DAYS = 7
# 'Did it help?' is asked when it can be known, and not of what was long ago.
HELP_KNOWN_AFTER, HELP_ASKED_FOR = timedelta(minutes=30), timedelta(hours=24)
SLIP_SEEN_WITHIN = timedelta(hours=1)
ANSWER_SHOWN_FOR = timedelta(days=7)
HEADINGS: dict[str, str | Lazy] = {
    Medication.Purpose.REGULAR: gettext_lazy("Every day"),
    Medication.Purpose.EXTRA: gettext_lazy("Extra, when you need it"),
    Medication.Purpose.OTHER: gettext_lazy("Other medicines"),
}
HELPED: dict[str, str | Lazy] = {
    ExtraDose.Helped.A_LOT: gettext_lazy("It helped a lot"),
    ExtraDose.Helped.A_LITTLE: gettext_lazy("It helped a little"),
    ExtraDose.Helped.NO: gettext_lazy("It did not help"),
}


@dataclass(frozen=True)
class Course:
    """What stands of one medicine on a day, as the nurse keeps it. `stopped_on` may lie ahead."""

    dose: str
    started_on: date
    stopped_on: date | None

    def runs_on(self, day: date) -> bool:
        """Not stopped yet; one that begins later is on the list already."""
        return self.stopped_on is None or self.stopped_on > day


@dataclass(frozen=True)
class MedicineLine:
    """`left_off`: since when she says that she takes it no more, or ''; `looked_at_by`: by when a
    nurse should look at that; `answer`: the nurse's."""

    id: int
    name: str
    dose: str
    how: str
    since: str
    is_extra: bool
    left_off: str
    looked_at_by: str
    said_id: int | None
    answer: str


@dataclass(frozen=True)
class DoseLine:
    """One extra dose. `helped` is '' where she has not said; `asks`: whether to ask her now.

    Of a list only one asks and only one is new, so that the buttons stay few.
    """

    id: UUID
    when: str
    medicine: str
    helped: str
    asks: bool
    is_new: bool


@dataclass(frozen=True)
class MedicinesPage:
    """`card`: what to do where many extra doses were taken in 24 hours, else None."""

    groups: Sequence[tuple[str, Sequence[MedicineLine]]]
    doses: Sequence[DoseLine]
    in_a_day: int
    card: Card | None
    card_kind: str = "urgent"
    is_emergency: bool = False


@dataclass(frozen=True)
class DosePage:
    """'I took an extra dose'. `medicines` are those to choose from: (id, name)."""

    medicines: Sequence[tuple[int, str]]


def course_of(row: Medication, today: date) -> Course | None:
    """None where its start was taken back. No query: the changes come with the row."""
    standing = [change for change in row.changes.all() if change.voided_at is None]
    started = [c for c in standing if c.kind == MedicationChange.Kind.STARTED]
    stopped = [c.on for c in standing if c.kind == MedicationChange.Kind.STOPPED]
    doses = [change.dose for change in standing if change.dose and change.on <= today]
    if not started:
        return None
    return Course(
        dose=doses[-1] if doses else started[0].dose,
        started_on=started[0].on,
        stopped_on=stopped[0] if stopped else None,
    )


def medicines_page(patient: Patient, around: Surroundings, now: datetime) -> MedicinesPage:
    """A fixed number of queries."""
    today = now.astimezone(zone_of(patient)).date()
    words = _words_about(patient)
    lines = [
        (
            row.purpose,
            _medicine(row, course, words.get(row.pk), patient=patient, around=around, now=now),
        )
        for row, course in _running(patient, today)
    ]
    in_a_day = taken_in_a_day(patient.pk, now)
    return MedicinesPage(
        groups=[
            (str(heading), found)
            for purpose, heading in HEADINGS.items()
            if (found := [line for kind, line in lines if kind == purpose])
        ],
        doses=_doses(patient, now),
        in_a_day=in_a_day,
        card=MANY_DOSES if in_a_day >= MANY_EXTRA_DOSES else None,
    )


def dose_page(patient: Patient, now: datetime) -> DosePage:
    today = now.astimezone(zone_of(patient)).date()
    extra = [
        (row.pk, row.name)
        for row, _course in _running(patient, today)
        if row.purpose == Medication.Purpose.EXTRA
    ]
    return DosePage(medicines=extra)


def one_dose(patient: Patient, dose: ExtraDose, now: datetime) -> DoseLine:
    return _dose(dose, patient.team.site.time_zone, now)


def dose_of(patient: Patient, dose_id: UUID) -> ExtraDose | None:
    """One that stands in this diary; another patient's is none at all."""
    rows = ExtraDose.objects.standing().select_related("medication")
    return rows.filter(patient=patient, pk=dose_id).first()


def running_medicine(patient: Patient, medication_id: int, now: datetime) -> Medication | None:
    """One of her list; stopped, taken back or another patient's is none at all."""
    today = now.astimezone(zone_of(patient)).date()
    found = (row for row, _course in _running(patient, today) if row.pk == medication_id)
    return next(found, None)


def own_word(patient: Patient, said_id: int) -> NoLongerTaken | None:
    """What this patient said of a medicine that she left off."""
    rows = NoLongerTaken.objects.select_related("medication")
    return rows.filter(patient=patient, pk=said_id).first()


def dose_to_ask_about(patient: Patient, now: datetime) -> DoseLine | None:
    """The last dose that she has not yet said of whether it helped: one line on the first page."""
    rows = ExtraDose.objects.standing().filter(
        patient=patient,
        helped="",
        taken_at__gt=now - HELP_ASKED_FOR,
        taken_at__lte=now - HELP_KNOWN_AFTER,
    )
    last = rows.select_related("medication").order_by("-taken_at").first()
    return None if last is None else _dose(last, patient.team.site.time_zone, now)


def _running(patient: Patient, today: date) -> list[tuple[Medication, Course]]:
    rows = Medication.objects.filter(patient=patient).prefetch_related("changes")
    found = [(row, course_of(row, today)) for row in rows.order_by("name", "pk")]
    return [(row, course) for row, course in found if course is not None and course.runs_on(today)]


def _words_about(patient: Patient) -> dict[int, NoLongerTaken]:
    """The last word about each medicine that was not taken back."""
    rows = NoLongerTaken.objects.filter(patient=patient, taken_back_at__isnull=True)
    return {
        row.medication_id: row for row in rows.select_related("answered_by").order_by("said_at")
    }


def _medicine(
    row: Medication,
    course: Course,
    word: NoLongerTaken | None,
    *,
    patient: Patient,
    around: Surroundings,
    now: datetime,
) -> MedicineLine:
    zone = patient.team.site.time_zone
    today = now.astimezone(zone_of(patient)).date()
    is_open = word is not None and word.answered_at is None
    return MedicineLine(
        id=row.pk,
        name=row.name,
        dose=course.dose,
        how=row.route,
        since=_span(course, today),
        is_extra=row.purpose == Medication.Purpose.EXTRA,
        left_off=moment(word.said_at, now, zone) if word and is_open else "",
        looked_at_by=_looked_at_by(word, patient, around, now) if word and is_open else "",
        said_id=word.pk if word and is_open else None,
        answer=_answer(word, now, zone),
    )


def _span(course: Course, today: date) -> str:
    """'since 3 November', 'from 3 December', 'since 3 November, until 2 December'."""
    word = _("from %(day)s") if course.started_on > today else _("since %(day)s")
    said = word % {"day": _day(course.started_on, today)}
    if course.stopped_on is None:
        return said
    last = _day(course.stopped_on - timedelta(days=1), today)
    return _("%(since)s, until %(day)s") % {"since": said, "day": last}


def _looked_at_by(
    word: NoLongerTaken, patient: Patient, around: Surroundings, now: datetime
) -> str:
    """By when a nurse should look at her word, as her site promises it for messages."""
    if around.hours is None:
        return ""
    days = patient.team.site.messages_read_within_days
    by = around.hours.add_working_days(word.said_at, days)
    told = {"when": in_words(by, now, around.zone)}
    if by <= now:
        return _("That should have been done by %(when)s. Please ring us.") % told
    return _("A nurse should look at it by %(when)s.") % told


def _answer(word: NoLongerTaken | None, now: datetime, zone: str) -> str:
    """What the nurse said to her word, for some days; the stopped ones are off the list."""
    if word is None or word.answered_at is None or word.answered_by is None:
        return ""
    if word.answer != NoLongerTaken.Answer.GO_ON or now - word.answered_at > ANSWER_SHOWN_FOR:
        return ""
    told = {"nurse": word.answered_by.first_name, "when": moment(word.answered_at, now, zone)}
    return _("%(nurse)s looked at this, %(when)s: it should go on, as you talked about.") % told


def _doses(patient: Patient, now: datetime) -> list[DoseLine]:
    """Those of the last days, the newest first."""
    rows = ExtraDose.objects.standing().filter(
        patient=patient, taken_at__gt=now - timedelta(days=SHOWN_DAYS)
    )
    found = list(rows.select_related("medication").order_by("-taken_at"))
    zone = patient.team.site.time_zone
    lines = [_dose(dose, zone, now) for dose in found]
    asked = next((line.id for line in lines if line.asks), None)
    last = max(found, key=lambda dose: dose.recorded_at, default=None)
    return [
        replace(
            line,
            asks=line.id == asked,
            is_new=line.is_new and last is not None and line.id == last.pk,
        )
        for line in lines
    ]


def _dose(dose: ExtraDose, zone: str, now: datetime) -> DoseLine:
    age = now - dose.taken_at
    return DoseLine(
        id=dose.pk,
        when=moment(dose.taken_at, now, zone),
        medicine=dose.medication.name if dose.medication else "",
        helped=str(HELPED.get(dose.helped, "")),
        asks=not dose.helped and HELP_KNOWN_AFTER <= age <= HELP_ASKED_FOR,
        is_new=now - dose.recorded_at <= SLIP_SEEN_WITHIN,
    )


def _day(day: date, today: date) -> str:
    return date_format(day, "j F" if day.year == today.year else "j F Y")
