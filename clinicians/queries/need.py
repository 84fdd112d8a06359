"""The order of need: where a patient stands on the caseload, and the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import Any

from alerts.models import Alert
from clinicians.queries.selecting import day_of, local_day, moment_of
from diaries.models import PainCheck, Patient


class Need(IntEnum):
    """The order of the rows. From TO_INTRODUCE on nothing is flagged and nobody waits."""

    NOT_CHECKED = 0
    RED = 1
    AMBER = 2
    CONTACT_WANTED = 3
    RISING = 4
    QUIET = 5
    TASK = 6  # no alert, and yet the day has come on which she wanted to see to it
    NEW_MESSAGE = 7  # no alert, and yet somebody waits for an answer
    LEFT_OFF = 8  # no alert, and yet somebody must look at it
    EFFECT = 9  # a change of medicine that nobody has said anything of (rule A12)
    PUT_OFF = 10  # every open alert sleeps until a nurse's time
    TO_INTRODUCE = 11
    NOT_HEARD_FROM = 12
    UP_TO_DATE = 13


@dataclass(frozen=True)
class Reason:
    """A place in the order: its value in addresses, its name, and what brings somebody there."""

    code: str
    name: str
    why: str


REASONS = {
    Need.NOT_CHECKED: Reason(
        "unread", "Unread by the rules", "something came in that the rules have not looked at yet"
    ),
    Need.RED: Reason(
        "urgent", "Urgent", "a red alert, such as danger signs or severe pain far above the usual"
    ),
    Need.AMBER: Reason(
        "soon",
        "Soon, severe",
        "an amber alert, such as severe pain, side effects, or silence after pain of 7 or more",
    ),
    Need.CONTACT_WANTED: Reason("contact", "Soon, contact wanted", "asks to be contacted"),
    Need.RISING: Reason("rising", "Soon, rising", "pain goes up, or stays above the agreed goal"),
    Need.QUIET: Reason("quiet", "To check, gone quiet", "checks that were asked for did not come"),
    Need.TASK: Reason("task", "Task due", "a next step or a prescriber’s answer is due"),
    Need.NEW_MESSAGE: Reason("message", "New message", "wrote, and no nurse has read it"),
    Need.LEFT_OFF: Reason(
        "medicine", "Medicine left off", "says that a medicine is not taken, or ran out"
    ),
    Need.EFFECT: Reason("effect", "Did it help?", "a medicine changed three days ago or more"),
    Need.PUT_OFF: Reason("put-off", "Put off", "a nurse has put every open alert off until later"),
    Need.TO_INTRODUCE: Reason(
        "introduce", "To be introduced", "PainCheck has not been shown together yet"
    ),
    Need.NOT_HEARD_FROM: Reason(
        "silent", "Not heard from", "no recent check, paused, or not at home: nobody knows"
    ),
    Need.UP_TO_DATE: Reason(
        "calm", "Nothing flagged", "no check that was asked for is missing, and no rule spoke"
    ),
}
BY_CODE = {reason.code: need for need, reason in REASONS.items()}
NEED_OF_AMBER = {
    "contact_wanted": Need.CONTACT_WANTED,
    "rising_pain": Need.RISING,
    "above_goal": Need.RISING,
    "gone_quiet": Need.QUIET,
}
ASKED_WITHIN: dict[str, timedelta] = {
    Patient.Schedule.DAILY: timedelta(days=1),
    Patient.Schedule.WEEKLY: timedelta(days=7),
}
# What the rules have not looked at: the name of the look-up, and its words.
UNREAD = {
    "rules_failed": "The rules failed on a check, read it yourself",
    "unchecked_danger": "Danger signs, not yet checked by the rules",
    "unchecked": "A new check, not yet checked by the rules",
    "unchecked_request": "Asked for contact, not yet checked by the rules",
    "unchecked_draft": "An unfinished check, not yet checked by the rules",
    "unchecked_message": "A message unread past its time, not yet checked by the rules",
    "unchecked_fuller": "A fuller check, not yet checked by the rules",
    "unchecked_dose": "Extra doses, not yet checked by the rules",
}
# Beside the need: what decides between two patients of the same need, in this order.
WITHIN = (
    "what is overdue",
    "danger signs",
    "what nobody has taken yet",
    "the worst pain of the last check",
)


@dataclass(frozen=True)
class Placed:
    """A patient, her open alerts with the most pressing first, and where she stands.

    `patient` carries what the caseload's query has looked up beside her (queries.selecting).
    """

    patient: Any
    alerts: Sequence[Alert]
    need: Need
    key: tuple[Any, ...]
    namesake: bool = False


def place(
    patient: Patient,
    alerts: Sequence[Alert],
    now: datetime,
    *,
    effect: bool,
    namesake: bool = False,
) -> Placed:
    """`effect`: a nurse is to be asked whether a change of medicine helped. `namesake`: another
    patient of this list has her name."""
    ordered = sorted(alerts, key=lambda alert: (sleeps(alert, now), need_of(alert)))
    need = _need(patient, ordered, now, effect)
    last = patient.summary.last_check
    worst = last.worst if last else None
    key = (
        need,
        *_pressing(ordered, now),
        _since(patient, need, now),
        -(worst or 0),
        patient.last_name,
        patient.pk,
    )
    return Placed(patient, ordered, need, key, namesake)


def _pressing(ordered: Sequence[Alert], now: datetime) -> tuple[bool, bool, bool]:
    """The order of WITHIN, False first, of those alerts that put her where she stands."""
    awake = [alert for alert in ordered if not sleeps(alert, now)]
    first = [alert for alert in awake if need_of(alert) == need_of(awake[0])]
    overdue = any(alert.due_at is not None and alert.due_at <= now for alert in first)
    danger = any(alert.rule == "red_flag" for alert in first)
    untaken = any(alert.taken_by_id is None for alert in first)
    return not overdue, not danger, not untaken


def _since(patient: Any, need: Need, now: datetime) -> datetime:
    """Since when it waits, where it is no alert: who waits longest stands first."""
    if need == Need.NEW_MESSAGE:
        return patient.message_since
    if need == Need.LEFT_OFF:
        left_off = moment_of(patient.left_off["at"]) if patient.left_off else now
        return min(left_off, patient.ran_out or now)
    if need == Need.TASK:
        return _begins(day_of(patient.task["on"]))
    if need == Need.TO_INTRODUCE:
        return _begins(introduction_of(patient).due_on)
    return now


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def need_of(alert: Alert) -> Need:
    if alert.level == Alert.Level.RED:
        return Need.RED
    if alert.rule == "gone_quiet" and alert.level == Alert.Level.AMBER:
        return Need.AMBER  # silence after pain of 7 or more, danger or an open alert (S14)
    return NEED_OF_AMBER.get(alert.rule, Need.AMBER)


def sleeps(alert: Alert, now: datetime) -> bool:
    """Put off by a nurse until a time that is still to come; never danger or a wish (S13)."""
    return alert.snoozed_until is not None and alert.snoozed_until > now


def _need(patient: Any, alerts: Sequence[Alert], now: datetime, effect: bool) -> Need:
    if any(getattr(patient, name) for name in UNREAD):
        return Need.NOT_CHECKED
    if alerts and not sleeps(alerts[0], now):
        return need_of(alerts[0])
    waits = [
        (patient.task is not None, Need.TASK),
        (patient.message_since is not None, Need.NEW_MESSAGE),
        (patient.left_off is not None or patient.ran_out is not None, Need.LEFT_OFF),
        (effect, Need.EFFECT),
        (bool(alerts), Need.PUT_OFF),
        (is_to_introduce(patient), Need.TO_INTRODUCE),
        (is_up_to_date(patient, local_day(now)), Need.UP_TO_DATE),
    ]
    return next((need for so, need in waits if so), Need.NOT_HEARD_FROM)


def introduction_of(patient: Patient) -> Any:
    """Hers, or None: it is opened by the trial, or at registration."""
    return getattr(patient, "introduction", None)


def is_to_introduce(patient: Patient) -> bool:
    """Open, and she is there to be shown anything."""
    mine = introduction_of(patient)
    gone = (Patient.Status.DISCHARGED, Patient.Status.DIED, Patient.Status.LAST_DAYS)
    if mine is None or patient.status in gone:
        return False
    return mine.finished_at is None and mine.not_done_at is None


def is_up_to_date(patient: Patient, today: date) -> bool:
    """Safety rule S15: asked for checks, and none of them is missing; of somebody new none can be
    before the first is due."""
    if patient.paused_at or patient.status != Patient.Status.ACTIVE:
        return False
    last: PainCheck | None = patient.summary.last_check
    if last is None:
        due_by = first_due_by(patient)
        return due_by is not None and today <= due_by
    return last.day + ASKED_WITHIN[patient.schedule] >= today


def first_due_by(patient: Patient) -> date | None:
    """The last day on which the first check comes in time, counted as silence is (S14): from the
    invitation, or from when her checks went on. None where she was never invited."""
    if patient.invited_at is None:
        return None
    begun = max(patient.invited_at, patient.resumed_at or patient.invited_at)
    return local_day(begun) + ASKED_WITHIN[patient.schedule]
