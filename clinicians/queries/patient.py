"""The patient's page: everything it shows, as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from clinicians.chart import Change, Chart, Course, Point, Touch, in_words
from clinicians.queries import care, checks
from clinicians.queries import medicines as said
from clinicians.queries.care import AlertCard, ContactCard, MedicineCard
from clinicians.queries.checks import CheckCard, NotChecked, Unsent
from clinicians.queries.fuller import FullerCard, fuller_card
from clinicians.queries.medicines import Doses, LeftOffCard
from clinicians.queries.messages import Inbox, inbox_of
from clinicians.queries.people import zone_of
from clinicians.queries.rows import situation
from clinicians.wording import against_baseline, age_of, moment, score_in_words
from diaries.drawings import Reading, diary_line
from diaries.models import Contact, Medication, MedicationChange, PainCheck, Patient
from paincheck.accounts.models import User

RANGES = {"14": ("14 days", 14), "42": ("6 weeks", 42), "all": ("All", None)}


@dataclass(frozen=True)
class Header:
    """Who it is. `situation` is empty for somebody at home."""

    code: str
    name: str
    first_name: str
    age: str
    born: str
    hospital_number: str
    phone: str
    dial: str
    nurse: str
    team: str
    world: str
    about: str
    situation: str
    may_be_asked: bool
    schedule: str
    goal: str
    baseline: str
    worst_now: str
    against_baseline: str
    care_plan: str


@dataclass(frozen=True)
class PatientPage:
    """`shown` are the checks whose answers the page shows as new: they are seen (S6)."""

    header: Header
    alerts: Sequence[AlertCard]
    new: Sequence[CheckCard]
    shown: Sequence[PainCheck]
    more_new: int
    inbox: Inbox
    unsent: Unsent | None
    fuller: FullerCard | None
    not_checked: NotChecked
    chart: Chart
    chart_in_words: str
    drawing: SafeString
    ranges: Sequence[tuple[str, str, bool]]
    table: Sequence[CheckCard]
    medicines: Sequence[MedicineCard]
    left_off: Sequence[LeftOffCard]
    doses: Doses
    contacts: Sequence[ContactCard]
    closed: Sequence[AlertCard]
    situations: Sequence[tuple[str, str]]


def patient_page(patient: Patient, nurse: User, *, span: str, now: datetime) -> PatientPage:
    """The page over the days of `span`, a key of RANGES. A fixed number of queries."""
    zone = patient.team.site.time_zone
    today = now.astimezone(zone_of(patient)).date()
    start = _first_day(patient, span, today)
    new, more = checks.new_checks(patient, nurse, now)
    shown = _checks_between(patient, start, today)
    medicines = care.medication_rows(patient)
    contacts = list(Contact.objects.filter(patient=patient).order_by("at"))
    chart = _chart(patient, shown, medicines, contacts, start=start, end=today)
    table = checks.cards_of(reversed(shown), zone=zone, now=now)
    return PatientPage(
        header=header_of(patient, now),
        alerts=care.open_alerts(patient, nurse, now),
        new=checks.cards_of(new, zone=zone, now=now),
        shown=new,
        more_new=more,
        inbox=inbox_of(patient, now),
        unsent=checks.unsent_of(patient, now),
        fuller=fuller_card(patient, now),
        not_checked=checks.not_checked_yet(patient, now),
        chart=chart,
        chart_in_words=in_words(chart),
        drawing=_drawing(chart),
        ranges=[(value, words, value == span) for value, (words, _) in RANGES.items()],
        table=table,
        medicines=care.medicines_of(medicines, today),
        left_off=said.left_off(patient, now),
        doses=said.doses_of(patient, now),
        contacts=care.contacts_of(patient, now),
        closed=care.closed_alerts(patient, nurse, now),
        situations=[(v, words) for v, words in Patient.Status.choices if v != patient.status],
    )


def header_of(patient: Patient, now: datetime) -> Header:
    """No query: the patient comes with team, site, nurse and summary."""
    today = now.astimezone(zone_of(patient)).date()
    last, baseline = patient.summary.last_check, patient.summary.baseline
    age = age_of(patient.born_on, today)
    worst = last.worst if last else None
    base = baseline.worst if baseline else None
    return Header(
        code=patient.code,
        name=patient.full_name,
        first_name=patient.first_name,
        age="" if age is None else f"{age}",
        born="" if patient.born_on is None else f"{patient.born_on.day} {patient.born_on:%B %Y}",
        hospital_number=patient.hospital_number,
        phone=patient.phone,
        dial="".join(sign for sign in patient.phone if sign.isdigit() or sign == "+"),
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        about=patient.about,
        situation=situation(patient, now),
        may_be_asked=patient.status in (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL),
        schedule=patient.get_schedule_display(),
        goal="not set" if patient.pain_goal is None else f"{patient.pain_goal}",
        baseline="no first check together yet" if base is None else score_in_words(base),
        worst_now=_worst_now(last, patient, now),
        against_baseline=against_baseline(worst, base),
        care_plan=patient.care_plan,
    )


def _worst_now(last: PainCheck | None, patient: Patient, now: datetime) -> str:
    if last is None:
        return "no check yet"
    at = moment(last.answered_at, now, patient.team.site.time_zone)
    return f"{score_in_words(last.worst)} ({at})"


def _first_day(patient: Patient, span: str, today: date) -> date:
    days = RANGES[span][1]
    if days is not None:
        return today - timedelta(days=days - 1)
    standing = PainCheck.objects.current().filter(patient=patient).order_by("day")
    first = standing.values_list("day", flat=True).first()
    return min(first or today, today - timedelta(days=13))


def _checks_between(patient: Patient, start: date, end: date) -> list[PainCheck]:
    zone = zone_of(patient)
    since = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    return checks.checks_from(patient, since, until)


def _chart(
    patient: Patient,
    shown: Sequence[PainCheck],
    medicines: Sequence[Medication],
    contacts: Sequence[Contact],
    *,
    start: date,
    end: date,
) -> Chart:
    zone = zone_of(patient)
    baseline = patient.summary.baseline
    goal = patient.pain_goal
    courses = [_course(row) for row in medicines]
    return Chart(
        start=start,
        end=end,
        points=[
            Point(
                key=checks.key_of(check),
                day=check.day,
                at=check.answered_at.astimezone(zone) if check.time_known else None,
                worst=check.worst,
                average=check.average,
                now=check.now,
            )
            for check in shown
        ],
        baseline=baseline.worst if baseline else None,
        goal=None if goal is None else Decimal(goal),
        courses=[course for course in courses if course is not None],
        contacts=[
            Touch(
                row.at.astimezone(zone),
                f"{row.get_channel_display()}: {row.get_outcome_display()}",
            )
            for row in contacts
        ],
    )


def _course(row: Medication) -> Course | None:
    """One medicine for the chart; None where its start was taken back."""
    standing = [change for change in row.changes.all() if change.voided_at is None]
    started = [c.on for c in standing if c.kind == MedicationChange.Kind.STARTED]
    stopped = [c.on for c in standing if c.kind == MedicationChange.Kind.STOPPED]
    if not started:
        return None
    return Course(
        name=row.name,
        since=started[0],
        until=stopped[0] if stopped else None,
        changes=[Change(change.on, care.change_in_words(change)) for change in standing],
    )


def _drawing(chart: Chart) -> SafeString:
    """The same days drawn on the server: on paper, and until the chart has loaded."""
    drawn = diary_line(
        [
            Reading(
                day=point.day,
                worst=point.worst,
                now=point.now,
                hour=None if point.at is None else point.at.time(),
            )
            for point in chart.points
        ],
        baseline=chart.baseline,
        goal=chart.goal,
        start=chart.start,
        end=chart.end,
    )
    return mark_safe(drawn)  # noqa: S308  our own drawing, which escapes its words
