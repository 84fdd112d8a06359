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
from clinicians.compare import Days, Visit
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

RANGES = {"14": ("14 days", 14), "42": ("6 weeks", 42)}  # one for all of the page
VISITS = {Contact.Channel.VISIT: "home visit", Contact.Channel.CLINIC: "clinic"}


@dataclass(frozen=True)
class Told:
    """What the days of a diary say beside their line: for the view, the record and a letter.

    `compared` are the last score, and the means against the first check and the last visit; `none`
    says why no moment is the hardest.
    """

    chart: Chart
    in_words: str
    hardest: Sequence[str]
    none: str
    worst_days: str
    compared: Sequence[str]
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
    today = now.astimezone(zone_of(patient)).date()
    start = first_day(span, today)
    shown = checks_of(patient, start, today)
    told = told_of(patient, shown, start=start, end=today)
    found = [check for check in shown if checks.key_of(check) == chosen]
    cards = checks.cards_of(found, zone=patient.team.site.time_zone, now=now)
    return Consultation(
        code=patient.code,
        name=patient.full_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        days=RANGES[span][1],
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


def first_day(span: str, today: date) -> date:
    return today - timedelta(days=RANGES[span][1] - 1)


def checks_of(patient: Patient, start: date, end: date) -> list[PainCheck]:
    """Those of these days, oldest first."""
    zone = zone_of(patient)
    first = datetime.combine(start, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    return checks.checks_from(patient, first, until)


def check_of(patient: Patient, key: str, now: datetime) -> PainCheck | None:
    """The check of this key in the longest range; None for no key, and for another patient's."""
    today = now.astimezone(zone_of(patient)).date()
    longest = max(RANGES, key=lambda span: RANGES[span][1])
    shown = checks_of(patient, first_day(longest, today), today)
    found = [check for check in shown if checks.key_of(check) == key]
    return found[0] if found and key else None


def told_of(patient: Patient, shown: Sequence[PainCheck], *, start: date, end: date) -> Told:
    """The days from `start` to `end`, with their checks, in words and as a chart. Five queries."""
    medicines = care.medication_rows(patient)
    chart = drawn.chart_of(patient, shown, medicines, [], start=start, end=end)
    said = _moments(patient, shown, start, end)
    worst = by_day(chart, "worst")
    hardest = moments.hardest(said)
    return Told(
        chart=chart,
        in_words=in_words(chart),
        hardest=[moments.in_words(one) for one in hardest],
        none="" if hardest else moments.none_in_words(said),
        worst_days=_worst_days(worst),
        compared=_compared(patient, worst, Days(start, end)),
        heat=heat.heat_of(said),
    )


def last_visit(patient: Patient, today: date) -> Visit | None:
    """The last home visit or clinic before today at which they met: one of today is the visit at
    which this is read. One query."""
    zone = zone_of(patient)
    met = Contact.objects.filter(
        patient=patient,
        channel__in=VISITS,
        outcome__in=Contact.REACHED,
        voided_at=None,
        at__lt=datetime.combine(today, time(), zone),
    ).order_by("-at")
    found = met.values_list("at", "channel").first()
    if found is None:
        return None
    at, channel = found
    return Visit(at.astimezone(zone).date(), VISITS[Contact.Channel(channel)])


def _compared(patient: Patient, worst: Mapping[date, Decimal], days: Days) -> list[str]:
    """Two queries."""
    first = patient.summary.baseline
    visit = last_visit(patient, days.last)
    before = _worst_before(patient, visit, days)
    told = [
        compare.last_said(worst),
        compare.against_first_check(
            worst, first.worst if first else None, first.day if first else None, days
        ),
        compare.against_visit({**before, **worst}, visit, days),
    ]
    return [sentence for sentence in told if sentence]


def _worst_before(patient: Patient, visit: Visit | None, days: Days) -> dict[date, Decimal]:
    """The worst of each day that is compared with those after the visit. One query."""
    if visit is None:
        return {}
    before, _ = compare.around(visit, days)
    rows = PainCheck.objects.current().filter(
        patient=patient, day__range=(before.first, before.last)
    )
    scored = rows.filter(worst__isnull=False).order_by().values_list("day")
    return dict(scored.annotate(Max("worst")))


def _moments(patient: Patient, shown: Sequence[PainCheck], start: date, end: date) -> list[Moment]:
    """'Now' at its hour, and flare-ups in their part of the day; nothing else (S8). One query."""
    zone = zone_of(patient)
    told = [
        moments.moment_of_now(
            check.day, check.answered_at.astimezone(zone).time(), check.now, checks.key_of(check)
        )
        for check in shown
        if check.now is not None and check.time_known
    ]
    fuller = FullerCheck.objects.filter(patient=patient, day__range=(start, end))
    for begun_at, given in fuller.order_by("begun_at").values_list("begun_at", "answers"):
        answers = FullerAnswers.from_dict(given)
        told += moments.flare_ups(
            begun_at.astimezone(zone),
            flares=answers.flares,
            parts=answers.flare_times,
            worst=None if answers.flare_worst is None else Decimal(answers.flare_worst),
        )
    # A flare-up, or the night before, may belong to the day before the first one.
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
