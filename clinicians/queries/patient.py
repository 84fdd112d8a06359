"""The patient's page: everything it shows, as finished values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.safestring import SafeString

from clinicians.chart import Chart, in_words
from clinicians.queries import care, checks
from clinicians.queries import medicines as said
from clinicians.queries.alert_cards import AlertCards, alert_cards
from clinicians.queries.care import ContactCard, MedicineCard
from clinicians.queries.changes import Changes, changes_since_last_look, read_for
from clinicians.queries.checks import CheckCard, NotChecked, Unsent
from clinicians.queries.drawn import chart_of, drawing_of
from clinicians.queries.effect import Working, working_of
from clinicians.queries.fuller import FullerCard, OverTime, SiteMap, fuller_course
from clinicians.queries.handing import HandedOver, handed_over
from clinicians.queries.introduction import IntroductionCard, introduction_card
from clinicians.queries.medicines import Doses, LeftOffCard
from clinicians.queries.messages import Inbox, inbox_of
from clinicians.queries.notes import NoteCard, notes_of
from clinicians.queries.people import zone_of
from clinicians.queries.rows import situation
from clinicians.queries.tasks import PatientTasks, asked_in_words, tasks_of
from clinicians.queries.who import Phone, phones_of
from clinicians.wording import against_baseline, age_of, moment, score_in_words
from diaries.models import PainCheck, Patient
from diaries.queries.patients import is_open
from paincheck.accounts.models import User

RANGES = {"14": ("14 days", 14), "42": ("6 weeks", 42), "all": ("All", None)}


@dataclass(frozen=True)
class Header:
    """Who it is. `situation` is empty for somebody at home.

    What is offered goes by it (S18): `may_be_asked` while the diary is open, `in_care` until
    discharge or death, `has_died`. Reading stays.
    """

    code: str
    name: str
    first_name: str
    age: str
    born: str
    hospital_number: str
    phones: Sequence[Phone]
    nurse: str
    team: str
    world: str
    about: str
    situation: str
    may_be_asked: bool
    in_care: bool
    has_died: bool
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
    handed_over: HandedOver | None
    changes: Changes
    alerts: AlertCards
    new: Sequence[CheckCard]
    shown: Sequence[PainCheck]
    more_new: int
    inbox: Inbox
    unsent: Unsent | None
    fuller: FullerCard | None
    maps: Sequence[SiteMap]
    over_time: OverTime | None
    not_checked: NotChecked
    chart: Chart
    chart_in_words: str
    drawing: SafeString
    ranges: Sequence[tuple[str, str, bool]]
    table: Sequence[CheckCard]
    medicines: Sequence[MedicineCard]
    working: Working
    left_off: Sequence[LeftOffCard]
    doses: Doses
    contacts: Sequence[ContactCard]
    tasks: PatientTasks
    notes: Sequence[NoteCard]
    introduction: IntroductionCard
    situations: Sequence[tuple[str, str]]


def patient_page(patient: Patient, nurse: User, *, span: str, now: datetime) -> PatientPage:
    """The page over the days of `span`, a key of RANGES. A fixed number of queries."""
    zone = patient.team.site.time_zone
    today = now.astimezone(zone_of(patient)).date()
    start = _first_day(patient, span, today)
    new, more = checks.new_checks(patient, nurse, now)
    shown = _checks_between(patient, start, today)
    looked, rows = read_for(patient, nurse, now)
    medicines, asked = rows.medicines, asked_in_words(rows.tasks, today)
    chart = chart_of(patient, shown, medicines, rows.contacts, start=start, end=today)
    cards = checks.cards_of([*new, *reversed(shown)], zone=zone, now=now)
    fuller = fuller_course(patient, now)
    return PatientPage(
        header=header_of(patient, now),
        handed_over=handed_over(rows.hand_overs, patient, now),
        changes=changes_since_last_look(patient, nurse, now, looked, rows),
        alerts=alert_cards(patient, nurse, now, rows.alerts, asked),
        new=cards[: len(new)],
        shown=new,
        more_new=more,
        inbox=inbox_of(patient, now),
        unsent=checks.unsent_of(patient, now),
        fuller=fuller.card,
        maps=fuller.maps,
        over_time=fuller.over_time,
        not_checked=checks.not_checked_yet(patient, now),
        chart=chart,
        chart_in_words=in_words(chart),
        drawing=drawing_of(chart),
        ranges=[(value, words, value == span) for value, (words, _) in RANGES.items()],
        table=cards[len(new) :],
        medicines=care.medicines_of(medicines, today),
        working=working_of(patient, medicines, now),
        left_off=said.left_off(rows.left_off, now),
        doses=said.doses_of(rows.doses, patient, now),
        contacts=care.contacts_of(rows.contacts, asked, zone, now),
        tasks=tasks_of(rows.tasks, patient, now),
        notes=notes_of(rows.notes, patient, now),
        introduction=introduction_card(patient, now),
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
        phones=phones_of(patient),
        nurse=patient.nurse.full_name,
        team=patient.team.name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        about=patient.about,
        situation=situation(patient, now),
        may_be_asked=is_open(patient),
        in_care=patient.status not in (Patient.Status.DISCHARGED, Patient.Status.DIED),
        has_died=patient.status == Patient.Status.DIED,
        schedule=patient.get_schedule_display()
        if is_open(patient)
        else "none: the diary is closed",
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
