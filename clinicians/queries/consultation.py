"""The consultation view: what nurse and patient look at together, as finished values.

No other patient, no staff note, no alert: the patient reads every word of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db.models import Max

from clinicians import compare, heat, moments
from clinicians.chart import Chart, by_day, in_words
from clinicians.compare import Visit
from clinicians.heat import Heat
from clinicians.moments import Moment
from clinicians.queries import care, checks, drawn
from clinicians.queries.checks import CheckCard
from clinicians.queries.people import zone_of
from clinicians.wording import day_in_words
from diaries.fuller import FullerAnswers
from diaries.models import Contact, FullerCheck, PainCheck, Patient
from diaries.queries.shared_notes import SharedNoteCard, shared_notes_of
from diaries.scales import in_figures, word

RANGES = {"14": ("14 days", 14), "42": ("6 weeks", 42)}
HEAT_DAYS = 42  # a cell needs the same day of the week more than once: two weeks would fill none
VISITS = {Contact.Channel.VISIT: "home visit", Contact.Channel.CLINIC: "clinic"}


@dataclass(frozen=True)
class Told:
    """What the days of a diary say beside their line: for the view, the record and a letter."""

    chart: Chart
    in_words: str
    hardest: Sequence[str]
    worst_days: str
    against_first_check: str
    against_visit: str
    heat: Heat


@dataclass(frozen=True)
class Consultation:
    """`choices` are the checks to choose from: key, words, and whether it is the chosen one."""

    code: str
    name: str
    world: str
    days: int
    span: str
    period: str
    ranges: Sequence[tuple[str, str, bool]]
    told: Told
    drawing: str
    heat_map: str
    heat_in_words: str
    weekdays: Sequence[str]
    choices: Sequence[tuple[str, str, bool]]
    chosen: CheckCard | None
    notes: Sequence[SharedNoteCard]
    new_key: UUID


def consultation(patient: Patient, *, span: str, chosen: str, now: datetime) -> Consultation:
    """Over the days of `span`, a key of RANGES; `chosen` is the key of a check, '' for none. A
    fixed number of queries."""
    days = RANGES[span][1]
    today = now.astimezone(zone_of(patient)).date()
    start = today - timedelta(days=days - 1)
    of_six_weeks = checks_of(patient, today)
    shown = [check for check in of_six_weeks if check.day >= start]
    told = told_of(patient, of_six_weeks, start=start, end=today)
    found = [check for check in shown if checks.key_of(check) == chosen]
    cards = checks.cards_of(found, zone=patient.team.site.time_zone, now=now)
    return Consultation(
        code=patient.code,
        name=patient.full_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        days=days,
        span=span,
        period=f"{day_in_words(start, today)} to {day_in_words(today, today)}",
        ranges=[(value, words, value == span) for value, (words, _) in RANGES.items()],
        told=told,
        drawing=drawn.drawing_of(told.chart),
        heat_map=heat.heat_map(told.heat),
        heat_in_words=heat.heat_in_words(told.heat),
        weekdays=heat.WEEKDAYS,
        choices=[_choice(check, patient, chosen) for check in reversed(shown)],
        chosen=cards[0] if cards else None,
        notes=shared_notes_of(patient, start, today),
        new_key=uuid4(),
    )


def checks_of(patient: Patient, today: date) -> list[PainCheck]:
    """Those of the last six weeks, oldest first: enough for the chart and for the heat map."""
    zone = zone_of(patient)
    first = datetime.combine(today - timedelta(days=HEAT_DAYS - 1), time(), zone)
    until = datetime.combine(today + timedelta(days=1), time(), zone)
    return checks.checks_from(patient, first, until)


def check_of(patient: Patient, key: str, now: datetime) -> PainCheck | None:
    """The check of this key in the last six weeks; None for no key, and for another patient's."""
    today = now.astimezone(zone_of(patient)).date()
    found = [check for check in checks_of(patient, today) if checks.key_of(check) == key]
    return found[0] if found and key else None


def told_of(patient: Patient, of_six_weeks: Sequence[PainCheck], *, start: date, end: date) -> Told:
    """The days from `start` to `end` in words and as a chart. Five queries."""
    shown = [check for check in of_six_weeks if check.day >= start]
    medicines = care.medication_rows(patient)
    chart = drawn.chart_of(patient, shown, medicines, [], start=start, end=end)
    said = _moments(patient, of_six_weeks, end)
    worst = by_day(chart, "worst")
    first = patient.summary.baseline
    days = (end - start).days + 1
    visit = last_visit(patient, end)
    around = _around(patient, visit, of_six_weeks)
    return Told(
        chart=chart,
        in_words=in_words(chart),
        hardest=[moments.in_words(one) for one in moments.hardest(_from(said, start))],
        worst_days=_worst_days(worst),
        against_first_check=compare.against_first_check(
            worst, first.worst if first else None, first.day if first else None, days
        ),
        against_visit=compare.against_visit(around, visit, end),
        heat=heat.heat_of(said),
    )


def last_visit(patient: Patient, today: date) -> Visit | None:
    """The last home visit or clinic at which they met. One query."""
    met = Contact.objects.filter(
        patient=patient, channel__in=VISITS, outcome__in=Contact.REACHED
    ).order_by("-at")
    found = met.values_list("at", "channel").first()
    if found is None:
        return None
    at, channel = found
    return Visit(at.astimezone(zone_of(patient)).date(), VISITS[Contact.Channel(channel)])


def _around(
    patient: Patient, visit: Visit | None, of_six_weeks: Sequence[PainCheck]
) -> Mapping[date, Decimal]:
    """The worst of each day of the last weeks, and of the week before the visit. One query."""
    worst: dict[date, Decimal] = {}
    for check in of_six_weeks:
        if check.worst is not None:
            worst[check.day] = max(check.worst, worst.get(check.day, check.worst))
    if visit is None:
        return worst
    week = (visit.on - compare.WEEK, visit.on)
    rows = PainCheck.objects.current().filter(patient=patient, day__range=week)
    before = rows.filter(worst__isnull=False).order_by().values_list("day").annotate(Max("worst"))
    return worst | dict(before)


def _moments(patient: Patient, shown: Sequence[PainCheck], end: date) -> list[Moment]:
    """'Now' at its hour, and flare-ups in their part of the day; nothing else (S8). One query."""
    zone = zone_of(patient)
    told = [
        moments.moment_of_now(
            check.day, check.answered_at.astimezone(zone).time(), check.now, checks.key_of(check)
        )
        for check in shown
        if check.now is not None and check.time_known
    ]
    since = end - timedelta(days=HEAT_DAYS - 1)
    fuller = FullerCheck.objects.filter(patient=patient, day__range=(since, end))
    for begun_at, given in fuller.order_by("begun_at").values_list("begun_at", "answers"):
        answers = FullerAnswers.from_dict(given)
        told += moments.flare_ups(
            begun_at.astimezone(zone),
            flares=answers.flares,
            parts=answers.flare_times,
            worst=None if answers.flare_worst is None else Decimal(answers.flare_worst),
        )
    return told


def _from(told: Sequence[Moment], start: date) -> list[Moment]:
    return [one for one in told if one.day >= start]


def _worst_days(worst: Mapping[date, Decimal]) -> str:
    """'9, severe, on Tuesday 17 November'. By the day alone: it spans 24 hours (S8)."""
    if not worst:
        return ""
    high = max(worst.values())
    days = [f"{day:%A} {day.day} {day:%B}" for day, score in worst.items() if score == high]
    named = ", ".join(days[:-4:-1])
    more = f" and {len(days) - 3} more" if len(days) > 3 else ""
    return f"{in_figures(high)}, {word(high)}, on {named}{more}"


def _choice(check: PainCheck, patient: Patient, chosen: str) -> tuple[str, str, bool]:
    key = checks.key_of(check)
    local = check.answered_at.astimezone(zone_of(patient))
    at = f", {local:%H.%M}" if check.time_known else ""
    now = "" if check.now is None else f", then {in_figures(check.now)}"
    day = f"{check.day:%a} {check.day.day} {check.day:%b}"
    words = f"{day}{at}: worst {in_figures(check.worst)}{now}"
    return key, words, key == chosen
