"""Follow-up: what stands of one participant's, and whose link it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from diaries.models import Patient
from trial.models import DatabaseLock, FollowUp, FormEntry, Leaving, Participant, Trial

ALIVE_HOLDS_FOR = timedelta(days=1)
DEAD = "The participant has died. Nothing more is asked."
LEFT = "The participant has left the follow-up. Nothing more is asked."
LOCKED = "The trial’s data are locked. Nothing is changed any more."
DONE = "This visit is done."
NOT_DONE = "This visit was noted as not done."
TOO_EARLY = "The window of this visit opens on {:%-d %B %Y}."
CLOSED = "The window of this visit closed on {:%-d %B %Y}. Note it as not done, with the reason."


def today_of(participant: Participant, now: datetime) -> date:
    """The day at her site."""
    return timezone.localtime(now, ZoneInfo(participant.site.site.time_zone)).date()


def has_died(participant: Participant) -> bool:
    """Told to the trial, or to the nurses of her diary."""
    diary = participant.patient
    return participant.died_on is not None or (
        diary is not None and diary.status == Patient.Status.DIED
    )


def has_left(participant: Participant) -> bool:
    """Left the follow-up, or withdrew her data (T5)."""
    kinds = (Leaving.Kind.FOLLOW_UP, Leaving.Kind.DATA)
    return participant.leavings.filter(kind__in=kinds, undone_at__isnull=True).exists()


def is_locked(trial: Trial) -> bool:
    return DatabaseLock.objects.filter(trial=trial, approved_at__isnull=False).exists()


def stands_still(participant: Participant) -> bool:
    """Nothing more is asked of her or of anybody about her."""
    return has_died(participant) or has_left(participant) or is_locked(participant.trial)


def last_entry(participant: Participant, form: str) -> FormEntry | None:
    """The version that counts."""
    return participant.entries.filter(form=form).order_by("version").last()


def visit_of_link(digest: str, now: datetime) -> FollowUp | None:
    """Whose link this is, while it is open."""
    found = FollowUp.objects.filter(link_digest=digest, link_ends_at__gt=now)
    return found.select_related("participant__site__site", "participant__trial").first()


def visit_of(participant: Participant, code: str) -> FollowUp | None:
    return participant.follow_ups.filter(visit=code).first()


def in_the_way(visit: FollowUp, now: datetime) -> str:
    """Why she is not to be asked for this visit today, in a sentence; empty: nothing is."""
    participant, today = visit.participant, today_of(visit.participant, now)
    reasons = (
        (is_locked(participant.trial), LOCKED),
        (has_died(participant), DEAD),
        (has_left(participant), LEFT),
        (visit.completed_on is not None, DONE),
        (bool(visit.not_done), NOT_DONE),
        (today < visit.opens_on, TOO_EARLY.format(visit.opens_on)),
        (today > visit.closes_on, CLOSED.format(visit.closes_on)),
    )
    return next((sentence for is_so, sentence in reasons if is_so), "")


def asked_lately(visit: FollowUp, now: datetime) -> bool:
    """Whether somebody asked today or yesterday if she lives (T2)."""
    today = today_of(visit.participant, now)
    return visit.alive_on is not None and today - visit.alive_on <= ALIVE_HOLDS_FOR
