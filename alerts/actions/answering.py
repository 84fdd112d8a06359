"""What a nurse does with an alert: take it, hand it back, log the contact, close it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from alerts import moves
from alerts.actions.noticing import hand_back
from alerts.actions.telling import about, begin, go_on
from alerts.models import Alert, Occurrence
from alerts.rules import (
    LONGEST_REVIEW,
    Rule,
    Stated,
    closing_problems,
    contact_closes,
    may_snooze,
    was_talked_about,
)
from diaries.actions import care, telling
from diaries.actions import patients as diary
from diaries.actions.checks import mark_seen
from diaries.models import Contact, PainCheck, Patient
from paincheck.accounts.models import Team, User
from paincheck.audit.actions import record
from paincheck.outbox.actions import cancel_about
from paincheck.outbox.models import Delivery
from paincheck.transactions import atomic_with_retries

# How far each situation closes a diary (S18). Only at home is silence a sign.
CLOSEDNESS: dict[str, int] = {
    Patient.Status.ACTIVE: 0,
    Patient.Status.IN_HOSPITAL: 1,
    Patient.Status.LAST_DAYS: 1,
    Patient.Status.DISCHARGED: 2,
    Patient.Status.DIED: 3,
}


class AlreadyTaken(Exception):
    """Somebody else has it; `by` says who."""

    def __init__(self, by: User | None) -> None:
        super().__init__("Somebody else has taken this alert.")
        self.by = by


class AlreadyClosed(Exception):
    """Somebody else was first; `by` says who, None where it ended by itself."""

    def __init__(self, by: User | None) -> None:
        super().__init__("This alert has been closed already.")
        self.by = by


class SomethingCameIn(Exception):
    """The alert has heard of more than the person who closes it was shown."""


class NotToBeSilenced(Exception):
    """Safety rule S13."""


class NotEnoughSaid(ValueError):
    """Safety rule S10: nobody could check this reason. `problems` are sentences by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("More has to be said to close this alert.")
        self.problems = problems


class OutOfLimits(ValueError):
    """A time or a day to which nothing may be silenced."""


@atomic_with_retries
def take(*, alert: Alert, by: User, now: datetime) -> None:
    """She sees to it; the others see that. Raises AlreadyTaken where another was first."""
    Patient.objects.hold(alert.patient_id)
    alert.refresh_from_db()
    if alert.closed_at is not None or alert.taken_by is not None:
        if alert.taken_by != by:
            raise AlreadyTaken(alert.taken_by)
        return
    moves.check(alert, moves.TAKEN)
    alert.taken_by, alert.taken_at, alert.unheard_since = by, now, None
    alert.snoozed_until = None
    alert.save(update_fields=["taken_by", "taken_at", "unheard_since", "snoozed_until"])
    record(action="alert.taken", subject=alert, by=by, now=now, patient_id=alert.patient_id)


@atomic_with_retries
def log_contact(
    *,
    patient: Patient,
    alerts: Sequence[Alert],
    key: UUID,
    channel: str,
    outcome: str,
    at: datetime,
    note: str,
    try_again_at: datetime | None,
    by: User,
    now: datetime,
    agreed: str = "",
    as_of: datetime | None = None,
) -> Contact:
    """Write the contact down with the alerts it was about.

    They close only if she talked with the patient or the carer (S10); otherwise they stay open
    with 'try again at', and escalation goes on. What was found after the talk, or after `as_of`,
    when she was shown them, stays open too.
    """
    contact = care.log_contact(
        patient=patient,
        key=key,
        channel=channel,
        outcome=outcome,
        at=at,
        note=note,
        agreed=agreed,
        try_again_at=try_again_at,
        by=by,
        now=now,
    )
    heard = at if as_of is None else min(at, as_of)
    for alert in Alert.objects.open().filter(pk__in=[alert.pk for alert in alerts]):
        closes = contact_closes(reached=contact.reached)
        if closes and not was_talked_about(found_at=alert.last_found_at, at=heard):
            continue
        alert.contacts.add(contact)
        if closes:
            _close(alert, how=Alert.Closed.CONTACT, by=by, now=now)
        else:
            # Nobody was reached, so nobody has it: escalation goes on (S10).
            moves.check(alert, moves.WAITING)
            alert.try_again_at, alert.taken_by, alert.taken_at = try_again_at, None, None
            alert.snoozed_until = None
            alert.save(update_fields=["try_again_at", "taken_by", "taken_at", "snoozed_until"])
            go_on(alert, now=now)
        seen(alert, at=heard, by=by, now=now)
    return contact


@atomic_with_retries
def close_with_reason(
    *,
    alert: Alert,
    stated: Stated,
    review_on: date | None,
    by: User,
    now: datetime,
    as_of: datetime | None = None,
) -> None:
    """A clinician's stated reason closes an alert without a contact (S10).

    `as_of`: when it had last been found as she was shown it. Expected for this patient has a review
    date and is never said of danger or a wish (S13). Her own second click changes nothing. Raises
    AlreadyClosed, SomethingCameIn, NotToBeSilenced, NotEnoughSaid, OutOfLimits.
    """
    Patient.objects.hold(alert.patient_id)
    alert.refresh_from_db()
    if alert.closed_at is not None:
        if alert.closed_by == by:
            return
        raise AlreadyClosed(alert.closed_by)
    if as_of is not None and alert.last_found_at > as_of:
        raise SomethingCameIn
    _must_be_enough(alert, stated)
    if stated.expected:
        _must_have_an_end(review_on, now)
    alert.review_on = review_on
    how = Alert.Closed.EXPECTED if stated.expected else Alert.Closed.REASON
    _close(alert, how=how, by=by, now=now, reason=stated.in_words)
    seen(alert, at=now, by=by, now=now)


def _must_be_enough(alert: Alert, stated: Stated) -> None:
    silenceable = may_snooze(alert.rule, alert.level)
    problems = closing_problems(stated, silenceable=silenceable)
    if "reason" in problems and stated.silences:
        raise NotToBeSilenced
    if problems:
        raise NotEnoughSaid(problems)


def _must_have_an_end(review_on: date | None, now: datetime) -> None:
    today = timezone.localtime(now).date()
    if review_on is None or not today < review_on <= today + LONGEST_REVIEW:
        raise OutOfLimits


@transaction.atomic
def change_situation(*, patient: Patient, status: str, by: User, now: datetime) -> None:
    """In hospital, last days, discharged, died, or at home again (S18).

    What was due is cancelled; silence is no alert any more; an end closes what is open. Going
    back, by 'undo' or later, opens again what the situations left behind had closed.
    """
    Patient.objects.hold(patient.pk)
    before = Patient.objects.get(pk=patient.pk)
    diary.set_status(patient=patient, status=status, by=by, now=now)
    back = CLOSEDNESS[status] < CLOSEDNESS[before.status]
    if status not in telling.WRITTEN_TO:
        telling.nothing_waits(patient, for_patient=True)
    if status != Patient.Status.ACTIVE:
        ended = status in (Patient.Status.DISCHARGED, Patient.Status.DIED)
        _let_be(patient, all_of_it=ended and not back, by=by, now=now)
    if back:
        _open_again(patient, left=before, by=by, now=now)


@transaction.atomic
def hand_over(*, patient: Patient, team: Team, nurse: User, by: User, now: datetime) -> None:
    """To another nurse or team, who is told of what is open and nobody has taken; what had not
    left yet for those before her is cancelled. What they had taken, the rounds take back."""
    Patient.objects.hold(patient.pk)
    diary.transfer(patient=patient, team=team, nurse=nurse, by=by, now=now)
    for alert in Alert.objects.open().filter(patient=patient, taken_by__isnull=True):
        cancel_about(about=about(alert))
        hand_back(alert, now=now)
        alert.save()
        begin(alert, now=now)


def _let_be(patient: Patient, *, all_of_it: bool, by: User, now: datetime) -> None:
    """What was due is cancelled; silence is no alert any more, and at an end nothing is."""
    for alert in Alert.objects.open().filter(patient=patient):
        cancel_about(about=about(alert))
        if all_of_it or alert.rule == Rule.GONE_QUIET:
            _close(alert, how=Alert.Closed.STATUS, by=by, now=now)


def _open_again(patient: Patient, *, left: Patient, by: User, now: datetime) -> None:
    """All that situations had closed, but silence only at home; after a death that was a slip,
    a discharged patient has the alerts back which that slip had closed. They begin anew, and so
    does what stayed open, where a message about it was cancelled. Messages that were read meanwhile
    are no alert any more."""
    closed = Alert.objects.filter(patient=patient, closed_how=Alert.Closed.STATUS)
    closed = closed.exclude(rule=Rule.MESSAGE_UNREAD, cleared_at__isnull=False)
    if patient.status != Patient.Status.ACTIVE:
        closed = closed.exclude(rule=Rule.GONE_QUIET)
    if patient.status == Patient.Status.DISCHARGED:
        closed = closed.filter(closed_at=left.status_at)
    waiting = Alert.objects.open().filter(patient=patient)
    cancelled = Delivery.objects.filter(state=Delivery.State.CANCELLED)
    for alert in waiting.filter(taken_by__isnull=True):
        this_round = f"{about(alert)}:{alert.sent_round}:"
        if cancelled.filter(once_key__startswith=this_round).exists():
            hand_back(alert, now=now)
            alert.save()
            begin(alert, now=now)
    is_open = set(waiting.values_list("rule", flat=True))
    for alert in closed.order_by("-closed_at", "-pk"):
        if alert.rule in is_open:
            continue  # one open alert per rule: the newest speaks
        is_open.add(alert.rule)
        hand_back(alert, now=now)
        alert.closed_at = alert.closed_by = alert.cleared_at = None
        alert.closed_how = ""
        alert.save()
        record(action="alert.opened_again", subject=alert, by=by, now=now, patient_id=patient.pk)
        begin(alert, now=now)


def _close(alert: Alert, *, how: str, by: User, now: datetime, reason: str = "") -> None:
    moves.check(alert, moves.CLOSED)
    alert.closed_at, alert.closed_by, alert.closed_how = now, by, how
    alert.close_reason, alert.unheard_since = reason, None
    alert.save(
        update_fields=[
            "closed_at",
            "closed_by",
            "closed_how",
            "close_reason",
            "review_on",
            "unheard_since",
        ]
    )
    cancel_about(about=about(alert))
    record(
        action=f"alert.closed.{how.lower()}",
        subject=alert,
        by=by,
        now=now,
        patient_id=alert.patient_id,
    )


def seen(alert: Alert, *, at: datetime, by: User, now: datetime) -> None:
    """Acting on an alert is acting on the checks behind it (S6) that were known at `at`."""
    behind = Occurrence.objects.filter(alert=alert, pain_check__isnull=False)
    acted_on = [one.pk for one in behind if was_talked_about(found_at=one.found_at, at=at)]
    checks = PainCheck.objects.filter(occurrence__in=acted_on).distinct()
    mark_seen(checks=checks, nurse=by, now=now)
