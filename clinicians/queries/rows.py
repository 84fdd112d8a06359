"""One patient's row of the caseload: who it is, what is open, and why it stands where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from alerts.models import Alert
from alerts.wording import LEVEL_WORDS
from clinicians.queries.effect import Asked
from clinicians.queries.lines import Line, lines_of
from clinicians.queries.need import REASONS, UNREAD, Need, Placed, sleeps
from clinicians.queries.selecting import (
    LONGEST_NOTE,
    SCORES_OF_DAYS,
    day_of,
    local_day,
    moment_of,
    scores_in,
)
from clinicians.queries.who import Phone, born_in_words, phones_of
from clinicians.wording import (
    LEVEL_COLOURS,
    against_baseline,
    ago,
    day_in_words,
    moment,
    on_one_line,
    score_in_words,
)
from diaries.drawings import Reading, sparkline
from diaries.models import PainCheck, Patient
from diaries.scales import in_figures

HELPED = {
    PainCheck.Helped.WITH: "Filled in with somebody’s help",
    PainCheck.Helped.FOR: "Filled in by somebody for the patient",
}
NAMESAKE = "same name as another patient"


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
    due: str
    put_off: str
    try_again: str


@dataclass(frozen=True)
class Row:
    """One patient. Everything is text already: no query can hide in the template.

    `last_check_at`, `last_worst` and `baseline` say the same to programs. `said` are her own words.
    """

    code: str
    name: str
    namesake: str
    hospital_number: str
    phones: Sequence[Phone]
    nurse: str
    world: str
    situation: str
    need: Need
    why: str
    not_checked: str
    alerts: Sequence[AlertLine]
    lines: Sequence[Line]
    last_check: str
    helped: str
    worst: str
    against_baseline: str
    note: str
    said: str
    said_when: str
    reviewed: str
    task_due: bool
    new_message: bool
    left_off: bool
    spark: SafeString
    last_check_at: datetime | None
    last_worst: Decimal | None
    baseline: Decimal | None


def row_of(placed: Placed, asked: Sequence[Asked], now: datetime) -> Row:
    """`asked`: the changes of medicine of which a nurse is to be asked whether they helped."""
    patient: Any = placed.patient  # with what its query has looked up beside it
    zone = patient.team.site.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    last, baseline = patient.summary.last_check, patient.summary.baseline
    worst = last.worst if last else None
    said, said_when = _said(patient, last, now)
    return Row(
        code=patient.code,
        name=patient.full_name,
        namesake=f"{born_in_words(patient)}, {NAMESAKE}" if placed.namesake else "",
        hospital_number=patient.hospital_number,
        phones=phones_of(patient),
        nurse=patient.nurse.first_name,
        world="" if patient.world == Patient.World.LIVE else patient.get_world_display(),
        situation=situation(patient, now),
        need=placed.need,
        why=REASONS[placed.need].name,
        not_checked=_not_checked(patient),
        alerts=[_alert(alert, now, zone) for alert in placed.alerts],
        lines=list(lines_of(placed, asked, now, today)),
        last_check=_last_check(last, now, zone),
        helped=HELPED.get(last.helped, "") if last else "",
        worst=score_in_words(worst) if last else "",
        against_baseline=against_baseline(worst, baseline.worst if baseline else None),
        note=_note(last),
        said=said,
        said_when=said_when,
        reviewed=_reviewed(placed, now, zone),
        task_due=patient.task is not None,
        new_message=patient.message_since is not None,
        left_off=patient.left_off is not None,
        spark=_spark(patient, today),
        last_check_at=last.answered_at if last else None,
        last_worst=worst,
        baseline=baseline.worst if baseline else None,
    )


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


def _last_check(last: PainCheck | None, now: datetime, zone: str) -> str:
    if last is None:
        return "no check yet"
    return f"{moment(last.answered_at, now, zone)}, {ago(last.answered_at, now)}"


def _not_checked(patient: Patient) -> str:
    said = [words for name, words in UNREAD.items() if getattr(patient, name)]
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


def _alert(alert: Alert, now: datetime, zone: str) -> AlertLine:
    taken = put_off = try_again = ""
    if alert.taken_by and alert.taken_at:
        taken = f"{alert.taken_by.first_name} has it, since {moment(alert.taken_at, now, zone)}"
    if sleeps(alert, now):
        put_off = f"Put off until {moment(alert.snoozed_until or now, now, zone)}"
        put_off += f": {alert.snooze_reason}" if alert.snooze_reason else ""
    if alert.try_again_at is not None:
        try_again = f"Not reached, try again {moment(alert.try_again_at, now, zone)}"
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
        due=_due(alert, now, zone),
        put_off=put_off,
        try_again=try_again,
    )


def _due(alert: Alert, now: datetime, zone: str) -> str:
    """Until when somebody must have rung (S16): 'call due by 2.20pm'. '' once that has gone by."""
    if alert.due_at is None or alert.due_at <= now or sleeps(alert, now):
        return ""
    return f"call due by {moment(alert.due_at, now, zone).removeprefix('today ')}"


def _note(last: PainCheck | None) -> str:
    if last is not None and last.wish == PainCheck.Wish.NEXT_VISIT:
        return "Wants to talk at the next visit"
    return ""


def _said(patient: Any, last: PainCheck | None, now: datetime) -> tuple[str, str]:
    """Her own words of the last note in one line, and how old they are where a check came since."""
    note = patient.last_note
    if note is None:
        return "", ""
    at = moment_of(note["at"])
    is_of_last = last is not None and at >= last.answered_at
    return on_one_line(note["words"], LONGEST_NOTE), "" if is_of_last else ago(at, now)


def _reviewed(placed: Placed, now: datetime, zone: str) -> str:
    """'Reviewed by Grace, today 9.12am', until something newer has come."""
    patient: Any = placed.patient
    if patient.reviewed is None or placed.need == Need.NOT_CHECKED:
        return ""
    at = moment_of(patient.reviewed["at"])
    last = patient.summary.last_check
    came = [alert.last_found_at for alert in placed.alerts]
    came += [last.received_at] if last else []
    came += [patient.message_last] if patient.message_last else []
    came += [moment_of(patient.left_off["at"])] if patient.left_off else []
    came += [patient.ran_out] if patient.ran_out else []
    if any(one > at for one in came):
        return ""
    if patient.task is not None and day_of(patient.task["on"]) > local_day(at):
        return ""
    return f"Reviewed by {patient.reviewed['by']}, {moment(at, now, zone)}"


def _spark(patient: Any, today: date) -> SafeString:
    """Made of numbers by diaries.drawings, which escapes its words."""
    readings = [Reading(day=one.day, worst=one.worst) for one in scores_in(patient.scores)]
    scores = [reading.worst for reading in readings if reading.worst is not None]
    said = (
        f"Worst pain over {SCORES_OF_DAYS} days: from {in_figures(min(scores))} "
        f"to {in_figures(max(scores))}"
        if scores
        else f"No check in {SCORES_OF_DAYS} days"
    )
    drawn = sparkline(readings, end=today, label=said, days=SCORES_OF_DAYS)
    return mark_safe(drawn)  # noqa: S308  our own drawing of numbers
