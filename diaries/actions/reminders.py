"""Reminders: the plan that a patient sets and stops, and the round that sends them."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from diaries import reminding
from diaries.actions import patients
from diaries.models import Patient, ReminderPlan
from diaries.queries import reminders as queries
from diaries.reminding import LATE, Due, about
from paincheck.audit.actions import Actor, SystemJob, record
from paincheck.outbox.actions import cancel_about, put
from paincheck.outbox.models import Delivery
from paincheck.outbox.moves import CANCELLED, came_from
from paincheck.transactions import atomic_with_retries

log = logging.getLogger(__name__)
REMINDERS = SystemJob("reminders")
STOP_LINK = SystemJob("stop link")  # whoever holds it; nobody is signed in
MOST_AT_ONCE = 500  # the rest of a full hour goes out in the next rounds


@atomic_with_retries
def set_plan(
    *,
    patient: Patient,
    channel: str,
    times: Sequence[str],
    days: Sequence[int],
    by: Actor,
    now: datetime,
) -> ReminderPlan:
    """Her own times and days, from now on. The same plan once more changes nothing."""
    Patient.objects.hold(patient.pk)
    plan = ReminderPlan.objects.filter(patient=patient).first() or ReminderPlan(patient=patient)
    wanted = (channel, sorted(set(times)), sorted(set(days)))
    if (plan.channel, plan.times, plan.days) == wanted and plan.stopped_at is None:
        return plan
    plan.channel, plan.times, plan.days = wanted
    plan.changed_at, plan.stopped_at = now, None
    plan.save()
    cancel_about(about=about(patient.pk))
    record(action="reminders.set", subject=plan, by=by, now=now, patient_id=patient.pk)
    return plan


@atomic_with_retries
def stop(*, patient: Patient, by: Actor, now: datetime) -> bool:
    """No reminder goes out any more, nor what has not left yet; False where none would have."""
    Patient.objects.hold(patient.pk)
    plan = ReminderPlan.objects.filter(patient=patient, stopped_at__isnull=True).first()
    if plan is None:
        return False
    plan.stopped_at = plan.changed_at = now
    plan.save(update_fields=["stopped_at", "changed_at"])
    cancel_about(about=about(patient.pk))
    record(action="reminders.stopped", subject=plan, by=by, now=now, patient_id=patient.pk)
    return True


def stop_by_link(*, stop_key: UUID, now: datetime) -> None:
    """Whoever has the link may stop them, signed in or not; a link of nobody's does nothing."""
    plan = queries.plan_with(stop_key)
    if plan is not None:
        stop(patient=plan.patient, by=STOP_LINK, now=now)


def remind(*, now: datetime) -> int:
    """The round: pauses that are over end, what is too old is let go, what is due is queued.

    Each patient by itself: one that fails is logged, is tried again in the next round, and stops
    no other. A reminder that fails is no reason to say that alerting is late.
    """
    _let_go_of_what_is_late(now)
    for patient_id in queries.pauses_over(now):
        _alone(patient_id, partial(_end_pause, patient_id, now))
    due = queries.due_now(now, MOST_AT_ONCE)
    return sum(_alone(patient_id, partial(_queue, patient_id, one, now)) for patient_id, one in due)


def _alone(patient_id: int, work: Callable[[], bool]) -> bool:
    try:
        return work()
    except Exception:
        log.exception("reminders of patient %s failed", patient_id)
        return False


def _let_go_of_what_is_late(now: datetime) -> None:
    """What no provider took within two hours is of no use to anybody any more."""
    waiting = Delivery.objects.filter(state__in=came_from(CANCELLED), created_at__lte=now - LATE)
    waiting.filter(about__startswith=about("")).update(state=CANCELLED)


@transaction.atomic
def _end_pause(patient_id: int, now: datetime) -> bool:
    Patient.objects.hold(patient_id)
    patient = Patient.objects.select_related("team__site").get(pk=patient_id)
    if not queries.is_over(patient, now):
        return False
    patients.resume(patient=patient, by=REMINDERS, now=now)
    return True


@transaction.atomic
def _queue(patient_id: int, one: Due, now: datetime) -> bool:
    """Put it into the outbox, if it is due still: she may have stopped or answered meanwhile."""
    Patient.objects.hold(patient_id)
    plan = queries.standing().filter(pk=patient_id).first()
    if plan is None or plan.patient.user is None or one not in queries.dues_of(plan, now):
        return False
    patient, user = plan.patient, plan.patient.user
    way = queries.way_for(plan, one, user)
    if way is None:
        return False
    channel, address = way
    told = reminding.message(
        weekly=patient.schedule == Patient.Schedule.WEEKLY,
        in_short=channel == queries.SMS,
        page=settings.SITE_URL + reverse("diaries:home"),
        stop=settings.SITE_URL + reverse("diaries:stop_reminders", args=[plan.stop_key]),
    )
    queued = put(
        channel=channel,
        recipient=user,
        address=address,
        subject=told.subject,
        text=told.text,
        about=about(patient_id),
        once_key=one.once_key(patient_id),
        now=now,
        site=patient.team.site,
    )
    if queued is not None:
        record(
            action="reminder.queued", subject=queued, by=REMINDERS, now=now, patient_id=patient_id
        )
    return queued is not None
