"""One patient's row of the caseload, and its place in the order of need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from alerts.models import Alert
from alerts.wording import LEVEL_WORDS
from clinicians.wording import (
    LEVEL_COLOURS,
    against_baseline,
    ago,
    day_in_words,
    moment,
    score_in_words,
)
from diaries.drawings import Reading, sparkline
from diaries.models import PainCheck, Patient
from diaries.scales import in_figures

SPARK_DAYS = 28


class Need(IntEnum):
    """The order of the rows. Below QUIET nothing is flagged."""

    NOT_CHECKED = 0
    RED = 1
    AMBER = 2
    CONTACT_WANTED = 3
    RISING = 4
    QUIET = 5
    NEW_MESSAGE = 6  # no alert, and yet somebody waits for an answer
    LEFT_OFF = 7  # no alert, and yet somebody must look at it
    NOT_HEARD_FROM = 8
    UP_TO_DATE = 9


NEED_OF_AMBER = {
    "contact_wanted": Need.CONTACT_WANTED,
    "rising_pain": Need.RISING,
    "above_goal": Need.RISING,
    "gone_quiet": Need.QUIET,
}


@dataclass(frozen=True)
class AlertLine:
    """One open alert, in the words of a row; `id`, `code` and `due_at` are for programs."""

    id: int
    code: str
    due_at: datetime | None
    level: str
    colour: str
    sentence: str
    age: str
    taken: str
    overdue: bool


@dataclass(frozen=True)
class Row:
    """One patient. Everything is text already: no query can hide in the template.

    `last_check_at`, `last_worst` and `baseline` say the same to programs.
    """

    code: str
    name: str
    hospital_number: str
    nurse: str
    world: str
    situation: str
    need: Need
    not_checked: str
    alerts: Sequence[AlertLine]
    last_check: str
    worst: str
    against_baseline: str
    note: str
    new_message: bool
    left_off: bool
    spark: SafeString
    last_check_at: datetime | None
    last_worst: Decimal | None
    baseline: Decimal | None


def row_of(
    patient: Patient, alerts: list[Alert], readings: list[Reading], now: datetime
) -> tuple[tuple[object, ...], Row]:
    """The row with its place in the order: need, not yet taken, danger, due, worst pain."""
    zone = patient.team.site.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    last, baseline = patient.summary.last_check, patient.summary.baseline
    not_checked = _not_checked(patient)
    alerts = sorted(alerts, key=_need_of)
    need = Need.NOT_CHECKED if not_checked else _need(patient, alerts, last, today)
    worst = last.worst if last else None
    row = Row(
        code=patient.code,
        name=patient.full_name,
        hospital_number=patient.hospital_number,
        nurse=patient.nurse.first_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        situation=situation(patient, now),
        need=need,
        not_checked=not_checked,
        alerts=[_line(alert, now, zone) for alert in alerts],
        last_check=f"{moment(last.answered_at, now, zone)}, {ago(last.answered_at, now)}"
        if last
        else "no check yet",
        worst=score_in_words(worst) if last else "",
        against_baseline=against_baseline(worst, baseline.worst if baseline else None),
        note=_note(last),
        new_message=_waits(patient, "new_message"),
        left_off=_waits(patient, "left_off"),
        spark=_spark(readings, today),
        last_check_at=last.answered_at if last else None,
        last_worst=worst,
        baseline=baseline.worst if baseline else None,
    )
    taken = bool(alerts) and alerts[0].taken_by_id is not None
    due_at = min((alert.due_at for alert in alerts if alert.due_at), default=now)
    # Among the red ones a danger sign that nobody has taken goes before any score.
    calmer = not any(alert.rule == "red_flag" for alert in alerts)
    return (need, taken, calmer, due_at, -(worst or 0), patient.last_name, patient.pk), row


def _need(patient: Patient, alerts: list[Alert], last: PainCheck | None, today: date) -> Need:
    if alerts:
        return _need_of(alerts[0])
    if _waits(patient, "new_message"):
        return Need.NEW_MESSAGE
    if _waits(patient, "left_off"):
        return Need.LEFT_OFF
    return Need.UP_TO_DATE if _is_up_to_date(patient, last, today) else Need.NOT_HEARD_FROM


def _waits(patient: Patient, name: str) -> bool:
    """Whether something waits for a nurse that is no alert: the caseload's query has counted it."""
    return bool(getattr(patient, name))


def _need_of(alert: Alert) -> Need:
    if alert.level == Alert.Level.RED:
        return Need.RED
    return NEED_OF_AMBER.get(alert.rule, Need.AMBER)


def _is_up_to_date(patient: Patient, last: PainCheck | None, today: date) -> bool:
    """Safety rule S15: asked for checks, and none of them is missing."""
    if last is None or patient.paused_at or patient.status != Patient.Status.ACTIVE:
        return False
    days = (today - last.day).days
    return days <= (7 if patient.schedule == Patient.Schedule.WEEKLY else 1)


def situation(patient: Patient, now: datetime) -> str:
    """'In hospital since 3 November', 'Died on ...', 'Paused since ...'; empty at home."""
    today = local_day(now)
    if patient.status != Patient.Status.ACTIVE:
        since = day_in_words(local_day(patient.status_at), today)
        ended = patient.status in (Patient.Status.DISCHARGED, Patient.Status.DIED)
        return f"{patient.get_status_display()} {'on' if ended else 'since'} {since}"
    if patient.paused_at is not None:
        since = f"Paused since {day_in_words(local_day(patient.paused_at), today)}"
        until = patient.paused_until
        return f"{since} until {day_in_words(until, today)}" if until else since
    return ""


def _not_checked(patient: Patient) -> str:
    told = [
        ("rules_failed", "The rules failed on a check, read it yourself"),
        ("unchecked_danger", "Danger signs, not yet checked by the rules"),
        ("unchecked", "A new check, not yet checked by the rules"),
        ("unchecked_request", "Asked for contact, not yet checked by the rules"),
        ("unchecked_draft", "An unfinished check, not yet checked by the rules"),
        ("unchecked_message", "A message unread past its time, not yet checked by the rules"),
        ("unchecked_fuller", "A fuller check, not yet checked by the rules"),
        ("unchecked_dose", "Extra doses, not yet checked by the rules"),
    ]
    said = [words for name, words in told if getattr(patient, name)]
    return f"{said[0]}{_in_short(patient.summary.last_check)}" if said else ""


def _in_short(last: PainCheck | None) -> str:
    """What the rules would have said of the last check, where they have not seen it."""
    if last is None or last.flagged_at is not None:
        return ""
    told = [
        (last.danger is True, "danger signs"),
        (last.worst is not None, f"worst pain {in_figures(last.worst)}"),
        (last.wish == PainCheck.Wish.TODAY, "asks for contact today"),
        (last.wish == PainCheck.Wish.PLEASE, "asks for contact"),
    ]
    return ": " + ", ".join(words for so, words in told if so)


def _line(alert: Alert, now: datetime, zone: str) -> AlertLine:
    taken = ""
    if alert.taken_by and alert.taken_at:
        taken = f"{alert.taken_by.first_name} has it, since {moment(alert.taken_at, now, zone)}"
    return AlertLine(
        id=alert.pk,
        code=alert.level,
        due_at=alert.due_at,
        level=LEVEL_WORDS[alert.level],
        colour=LEVEL_COLOURS[alert.level],
        sentence=alert.sentence,
        age=ago(alert.opened_at, now),
        taken=taken,
        overdue=alert.due_at is not None and alert.due_at <= now,
    )


def _note(last: PainCheck | None) -> str:
    if last is not None and last.wish == PainCheck.Wish.NEXT_VISIT:
        return "Wants to talk at the next visit"
    return ""


def _spark(readings: list[Reading], today: date) -> SafeString:
    """Made of numbers by diaries.drawings, which escapes its words."""
    scores = [reading.worst for reading in readings if reading.worst is not None]
    said = (
        f"Worst pain over {SPARK_DAYS} days: from {in_figures(min(scores))} "
        f"to {in_figures(max(scores))}"
        if scores
        else f"No check in {SPARK_DAYS} days"
    )
    drawn = sparkline(readings, end=today, label=said, days=SPARK_DAYS)
    return mark_safe(drawn)  # noqa: S308  our own drawing of numbers


def local_day(at: datetime) -> date:
    return timezone.localtime(at).date()
