"""Whom to remind now, whose pause is over, and what the page of reminders shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from diaries import reminding
from diaries.frame import clock as clock_in_words
from diaries.models import PainCheck, Patient, ReminderPlan
from diaries.queries.patients import zone_of
from diaries.reminding import Due
from paincheck.accounts.models import Site, User
from paincheck.accounts.phones import as_written, mobile
from paincheck.accounts.sms import can_send_sms
from paincheck.outbox.models import Delivery
from paincheck.speech import full_day

EMAIL, SMS = ReminderPlan.Channel.EMAIL, ReminderPlan.Channel.SMS
KEYS_AT_ONCE = 500  # as many as every SQLite takes in one question
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def standing() -> QuerySet[ReminderPlan]:
    """The plans by which somebody may be reminded at all (S18): a live patient, at home and
    invited, who has neither paused nor stopped them, and whose sign-in is open."""
    return ReminderPlan.objects.filter(
        stopped_at__isnull=True,
        patient__status=Patient.Status.ACTIVE,
        patient__world=Patient.World.LIVE,
        patient__invited_at__isnull=False,
        patient__paused_at__isnull=True,
        patient__user__is_active=True,
    ).select_related("patient__team__site", "patient__user", "patient__summary__last_check")


def due_now(now: datetime, limit: int) -> list[tuple[int, Due]]:
    """(patient, reminder) that is due and not in the outbox yet, earliest first.

    The database is asked only for plans with a time in the hours in question, so that a minute
    in which nobody is due costs one look at the table of plans.
    """
    found = [
        (plan.patient_id, one)
        for plan in standing().annotate(clocks=Cast("times", TextField())).filter(_near(now))
        for one in dues_of(plan, now)
    ]
    keys = [one.once_key(patient_id) for patient_id, one in found]
    put = _already_put(keys)
    fresh = [(one, patient_id) for patient_id, one in found if one.once_key(patient_id) not in put]
    return [(patient_id, one) for one, patient_id in sorted(fresh)[:limit]]


def _near(now: datetime) -> Q:
    """Plans with a time in the last hours, on the clock of each zone in which there is a site."""
    near = Q(pk__in=[])
    for name in Site.objects.order_by().values_list("time_zone", flat=True).distinct():
        hours = reminding.hours_to_look_at(ZoneInfo(name), now)
        these = Q()
        for hour in hours:
            these |= Q(clocks__contains=f'"{hour:02}:')
        near |= Q(patient__team__site__time_zone=name) & these
    return near


def _already_put(keys: Sequence[str]) -> set[str]:
    put: set[str] = set()
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = Delivery.objects.filter(once_key__in=keys[start : start + KEYS_AT_ONCE])
        put.update(some.values_list("once_key", flat=True))
    return put


def dues_of(plan: ReminderPlan, now: datetime) -> list[Due]:
    """What this plan is due for, without the days on which a check was sent."""
    patient = plan.patient
    zone = zone_of(patient)
    last = patient.summary.last_check
    if last is not None and last.source == PainCheck.Source.IMPORTED:
        last = None  # a diary kept elsewhere is no check of hers
    last_on = None if last is None else last.day
    begun = max(at for at in (patient.invited_at, patient.resumed_at) if at is not None)
    found = reminding.due(
        times=plan.times,
        days=plan.days,
        zone=zone,
        since=max(begun, plan.changed_at, patient.status_at),
        now=now,
        second=reminding.has_missed(
            weekly=patient.schedule == Patient.Schedule.WEEKLY,
            last_on=last_on,
            begun_on=begun.astimezone(zone).date(),
            today=now.astimezone(zone).date(),
        ),
    )
    return [one for one in found if last_on is None or last_on < one.day]


def ways_of(user: User) -> dict[str, str]:
    """The addresses that this sign-in has, by channel; a text only where one would arrive."""
    ways = {EMAIL.value: user.email} if user.email else {}
    if can_send_sms() and mobile(user.phone):
        ways[SMS.value] = user.phone
    return ways


def way_for(plan: ReminderPlan, one: Due, user: User) -> tuple[str, str] | None:
    """Channel and address for this reminder: the second time the other one, where she has both."""
    ways = ways_of(user)
    others = [channel for channel in ways if channel != plan.channel]
    wanted = [*others, plan.channel] if one.name == reminding.SECOND else [plan.channel, *others]
    return next(((channel, ways[channel]) for channel in wanted if channel in ways), None)


def pauses_over(now: datetime) -> list[int]:
    """Patients who wanted to pause until a day that has begun at their site."""
    tomorrow = now.date() + timedelta(days=1)  # east of Greenwich it may have begun
    paused = Patient.objects.filter(paused_at__isnull=False, paused_until__lte=tomorrow)
    return [patient.pk for patient in paused.select_related("team__site") if is_over(patient, now)]


def is_over(patient: Patient, now: datetime) -> bool:
    until = patient.paused_until
    if patient.paused_at is None or until is None:
        return False
    return until <= now.astimezone(zone_of(patient)).date()


def plan_with(stop_key: UUID) -> ReminderPlan | None:
    return ReminderPlan.objects.filter(stop_key=stop_key).select_related("patient").first()


def plan_of(patient: Patient) -> ReminderPlan | None:
    return ReminderPlan.objects.filter(patient=patient).first()


@dataclass(frozen=True)
class RemindersPage:
    """`said` is her plan in words, or ''; `ways` are (channel, words) of what her sign-in has."""

    said: str
    ways: Sequence[tuple[str, str]]
    paused: str
    is_paused: bool
    is_asked: bool


def reminders_page(patient: Patient, plan: ReminderPlan | None) -> RemindersPage:
    user = patient.user
    ways = ways_of(user) if user is not None else {}
    words = [(channel, way_in_words(channel, address)) for channel, address in ways.items()]
    return RemindersPage(
        said=plan_in_words(plan, dict(words)) if plan and plan.stopped_at is None else "",
        ways=words,
        paused=paused_in_words(patient.paused_until) if patient.paused_at else "",
        is_paused=patient.paused_at is not None,
        is_asked=patient.status == Patient.Status.ACTIVE,
    )


def way_in_words(channel: str, address: str) -> str:
    """Enough of the address for its owner to know it by, and too little for anybody else."""
    if channel == SMS:
        return _("Text message, to the number that ends in %(last)s") % {
            "last": as_written(address)[-3:]
        }
    name, _at, host = address.rpartition("@")
    return _("Email, to %(masked)s") % {"masked": f"{name[:1]}…@{host}"}


def plan_in_words(plan: ReminderPlan, ways: dict[str, str]) -> str:
    """'Every day at 9am and 6pm. Email, to j…@example.org.'"""
    days = [WEEKDAYS[day] for day in plan.days]
    said = _("Every day") if len(days) == reminding.WEEK else listed(days)
    times = listed([in_words(clock) for clock in plan.times])
    way = ways.get(plan.channel) or next(iter(ways.values()), "")
    return _("%(days)s at %(times)s. %(way)s.") % {"days": said, "times": times, "way": way}


def in_words(clock: str) -> str:
    return clock_in_words(reminding.read(clock))


def listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def paused_in_words(until: date | None) -> str:
    if until is None:
        return _("Your checks are paused, until you begin again.")
    day = full_day(until)
    return _("Your checks are paused. They begin again by themselves on %(day)s.") % {"day": day}
