"""Follow-up: what stands of one participant's, and whose link it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from diaries.models import Patient
from trial.models import DatabaseLock, FollowUp, FormEntry, Leaving, Participant, Trial


def today_of(participant: Participant, now: datetime) -> date:
    """The day at her site."""
    return timezone.localtime(now, ZoneInfo(participant.site.site.time_zone)).date()


def has_died(participant: Participant) -> bool:
    """Told to the trial, or to the nurses of her diary."""
    if participant.died_on is not None:
        return True
    died = Patient.Status.DIED
    return Patient.objects.filter(pk=participant.patient_id, status=died).exists()


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
