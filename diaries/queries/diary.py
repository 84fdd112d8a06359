"""Looking back: over days, within one day, and at one check. A neutral voice throughout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from diaries.drawings import Reading, day_line, diary_line, worst_by_day
from diaries.models import PainCheck, Patient, PatientSummary
from diaries.months import Month, month_of
from diaries.queries.checks import SKIPPED, Row, answers_of, can_be_changed, rows_of
from diaries.queries.doses_of_day import DoseOfDay, doses_on
from diaries.queries.looking_back import LookingBack, looking_back
from diaries.queries.patients import Surroundings, zone_of
from diaries.queries.seen import moment, seen_by
from diaries.queries.shared_notes import SharedNoteCard, shared_notes_of
from diaries.scales import HELPED_WORDS, in_figures, word
from paincheck.speech import day_and_month, full_day, listed, short_day

RANGES = {"14": 14, "42": 42, "all": None}
RANGE_WORDS = {"14": _("2 weeks"), "42": _("6 weeks"), "all": _("All")}
MOST_NAMED = 3  # of the best and worst days


@dataclass(frozen=True)
class Day:
    """One day of the table. Scores in figures and words; '–' where none was given."""

    day: date
    name: str
    worst: str
    average: str
    least: str
    note: str


@dataclass(frozen=True)
class RangeLink:
    value: str
    words: str
    is_current: bool


@dataclass(frozen=True)
class DiaryPage:
    """`low` and `high` name days only where the days differ; `drawing` is SVG made by us, '' where
    charts are turned off. `span` is the range that is shown, a key of RANGES."""

    drawing: str
    span: str
    month: Month
    back: LookingBack
    charts_off: bool
    days: list[Day]
    low: str
    high: str
    baseline: str
    goal: str
    ranges: list[RangeLink]
    is_empty: bool
    about: str


@dataclass(frozen=True)
class CheckCard:
    """One check as the diary shows it: its answers, and the questions that were skipped."""

    id: UUID
    heading: str
    tags: list[str]
    rows: list[Row]
    skipped: str
    seen_by: str
    is_imported: bool
    can_be_changed: bool
    corrected: str


@dataclass(frozen=True)
class DayPage:
    name: str
    drawing: str
    checks: list[CheckCard]
    doses: list[DoseOfDay]
    notes: list[SharedNoteCard]
    before: date | None
    after: date | None


def diary_page(
    patient: Patient, span: str, now: datetime, month: date | None = None
) -> DiaryPage | None:
    """The diary over the days of `span`, a key of RANGES, and the calendar of `month`, which is
    this month by default; None for a month outside the diary. Three queries."""
    today = now.astimezone(zone_of(patient)).date()
    summary = PatientSummary.objects.select_related("baseline").get(patient=patient)
    checks = list(PainCheck.objects.current().filter(patient=patient).order_by("answered_at"))
    readings = readings_of(checks, patient)
    first = min((check.day for check in checks), default=today)
    shown_month = (month or today).replace(day=1)
    if not first.replace(day=1) <= shown_month <= today:
        return None
    days = RANGES[span]
    start = first if days is None else today - timedelta(days=days - 1)
    shown = [check for check in checks if start <= check.day <= today]
    baseline = summary.baseline.worst if summary.baseline else None
    goal = None if patient.pain_goal is None else Decimal(patient.pain_goal)
    worst = worst_by_day(readings, start, today)
    within = [reading for reading in readings if start <= reading.day <= today]
    line = diary_line(within, baseline=baseline, goal=goal, start=start, end=today)
    return DiaryPage(
        drawing="" if patient.charts_off else line,
        span=span,
        month=_month(shown_month, readings, first, today),
        back=looking_back(patient, within, goal, start, today),
        charts_off=patient.charts_off,
        days=_table(shown),
        low=_named(worst, min(worst.values(), default=None)),
        high=_named(worst, max(worst.values(), default=None)),
        baseline="" if baseline is None else in_words_of_scale(baseline),
        goal="" if goal is None else in_words_of_scale(goal),
        ranges=[RangeLink(value, str(RANGE_WORDS[value]), value == span) for value in RANGES],
        is_empty=not checks,
        about=patient.about,
    )


def _month(shown: date, readings: Sequence[Reading], first: date, today: date) -> Month:
    checked = {reading.day for reading in readings}
    return month_of(shown, worst_by_day(readings, first, today), checked, today=today)


def day_page(patient: Patient, around: Surroundings, day: date, now: datetime) -> DayPage | None:
    """One day by the hour; None where nothing was written down. Six queries."""
    standing = PainCheck.objects.current().filter(patient=patient)
    checks = list(standing.filter(day=day).order_by("answered_at"))
    doses = doses_on(patient, day)
    notes = shared_notes_of(patient, day, day)
    if not checks and not doses and not notes:
        return None
    days = standing.order_by("day").values_list("day", flat=True)
    return DayPage(
        name=day_name(day),
        drawing="" if patient.charts_off else _by_the_hour(readings_of(checks, patient), day),
        checks=cards_of(checks, around, now),
        doses=doses,
        notes=notes,
        before=days.filter(day__lt=day).last(),
        after=days.filter(day__gt=day).first(),
    )


def _by_the_hour(readings: Sequence[Reading], day: date) -> str:
    """'' where no moment of the day has a score: an empty frame says nothing."""
    moments = [one for one in readings if one.now is not None and one.hour is not None]
    return day_line(readings, day=day) if moments else ""


def readings_of(checks: Iterable[PainCheck], patient: Patient) -> list[Reading]:
    """Unknown time of day stays unknown (S8)."""
    zone = zone_of(patient)
    return [
        Reading(
            day=check.day,
            worst=check.worst,
            now=check.now,
            hour=check.answered_at.astimezone(zone).time() if check.time_known else None,
        )
        for check in checks
    ]


def cards_of(checks: Sequence[PainCheck], around: Surroundings, now: datetime) -> list[CheckCard]:
    seen = seen_by([check.pk for check in checks], now=now, zone=around.zone)
    return [_card(check, seen.get(check.pk, ""), around, now) for check in checks]


def _card(check: PainCheck, seen: str, around: Surroundings, now: datetime) -> CheckCard:
    rows = rows_of(answers_of(check), since_last=check.since_last)
    at = (
        moment(check.answered_at, now, around.zone)
        if check.time_known
        else gettext("time not known")
    )
    corrected = moment(check.received_at, now, around.zone) if check.amends_id else ""
    return CheckCard(
        id=check.pk,
        heading=at[0].upper() + at[1:],
        tags=_tags(check),
        rows=[row for row in rows if row.value != gettext(SKIPPED)],
        skipped=_skipped(rows),
        seen_by=seen,
        is_imported=check.source == PainCheck.Source.IMPORTED,
        can_be_changed=can_be_changed(check),
        corrected=corrected,
    )


def _skipped(rows: Iterable[Row]) -> str:
    """'lowest pain, your note': the questions without an answer, by their short names."""
    names = [row.key.split(",")[0] for row in rows if row.value == gettext(SKIPPED)]
    return ", ".join(name[0].lower() + name[1:] for name in names)


def _tags(check: PainCheck) -> list[str]:
    tags: dict[str, str] = {
        PainCheck.Source.IMPORTED: gettext("imported"),
        PainCheck.Source.TELEPHONE: gettext("taken by telephone"),
        PainCheck.Source.TOGETHER: gettext("done with your nurse"),
    }
    said = [tags[check.source]] if check.source in tags else []
    said += [gettext(HELPED_WORDS[check.helped])] if check.helped else []
    said += [gettext("written offline")] if check.offline else []
    return [*said, gettext("corrected")] if check.amends_id else said


def _named(worst: dict[date, Decimal], score: Decimal | None) -> str:
    """'Friday 6 November and Monday 2 November: 8, severe'; '' where all days are alike."""
    if score is None or len(set(worst.values())) < 2:
        return ""
    days = sorted((day for day, value in worst.items() if value == score), reverse=True)
    names = [day_and_month(day) for day in days[:MOST_NAMED]]
    more = len(days) - len(names)
    if more:
        said = ngettext("%(more)s more day", "%(more)s more days", more) % {"more": more}
        names.append(said)
    return f"{listed(names)}: {in_words_of_scale(score)}"


def _table(checks: Sequence[PainCheck]) -> list[Day]:
    """The latest day first. A day's worst is the worst of its checks, its lowest the lowest."""
    by_day: dict[date, list[PainCheck]] = {}
    for check in checks:
        by_day.setdefault(check.day, []).append(check)
    return [_day(day, found) for day, found in sorted(by_day.items(), reverse=True)]


def _day(day: date, checks: Sequence[PainCheck]) -> Day:
    def scores(name: str) -> list[Decimal]:
        return [score for check in checks if (score := getattr(check, name)) is not None]

    return Day(
        day=day,
        name=short_day(day),
        worst=in_words_of_scale(max(scores("worst"), default=None)),
        average=_from_to(scores("average")),
        least=in_figures(min(scores("least"), default=None)),
        note=_note(checks),
    )


def _from_to(scores: Sequence[Decimal]) -> str:
    """'4', '2 to 5', or '–': several checks' averages are not averaged again."""
    low, high = min(scores, default=None), max(scores, default=None)
    if low == high:
        return in_figures(low)
    ends = {"low": in_figures(low), "high": in_figures(high)}
    return gettext("%(low)s to %(high)s") % ends


def _note(checks: Sequence[PainCheck]) -> str:
    """'3 checks, imported': what the numbers alone do not say."""
    several = [gettext("%(number)s checks") % {"number": len(checks)}] if len(checks) > 1 else []
    return ", ".join([*several, *dict.fromkeys(tag for one in checks for tag in _tags(one))])


def day_name(day: date) -> str:
    return full_day(day)


def in_words_of_scale(score: Decimal | None) -> str:
    return "–" if score is None else f"{in_figures(score)}, {word(score)}"
