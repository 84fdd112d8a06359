"""The whole demo in one transaction: it is there, or what was there before is."""

from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction

from alerts.actions.answering import change_situation
from alerts.actions.rounds import escalate, find_quiet
from diaries.actions.imports import import_readings
from diaries.actions.patients import pause
from diaries.models import PainCheck, Patient
from paincheck.audit.actions import SystemJob
from paincheck.demo import lately, medicines, nursing, past, rows, talk
from paincheck.demo.clear import clear
from paincheck.demo.plan import IN_HOSPITAL, PAUSED, SEED, plan
from paincheck.demo.real import real_diaries

LIVED_DAYS = 1  # before today, through the real actions
# So many days, of ninety of checks, have alerts and what nurses did about them: the four weeks that
# a page counts over, and a week before, so that they begin with what would have been open.
ALERTS_SINCE = 35


@transaction.atomic
def rebuild(*, now: datetime) -> None:
    """Clear the demo's sites and make everything anew around `now`."""
    clear()
    rng = Random(SEED)  # noqa: S311
    here = now.astimezone(rows.ZONE)
    midnight = datetime.combine(here.date(), time.min, rows.ZONE)
    lived_from = (here - timedelta(days=LIVED_DAYS)).date()
    staff = rows.make_staff(now)
    patients: dict[int, Patient] = {}
    histories: dict[int, list[PainCheck]] = {}
    lived = []
    for told in plan(here.replace(tzinfo=None)):
        patient = patients[told.number] = rows.make_patient(told, staff, now)
        before = [one for one in told.checks if one.at.date() < lived_from]
        histories[told.number] = rows.add_history(patient, before)
        rows.add_care(patient, told, here.date())
        lived += [(patient, one) for one in told.checks if one.at.date() >= lived_from]
    _add_real_diaries(staff, now)
    since = here.date() - timedelta(days=ALERTS_SINCE)
    past.live_again(histories, patients, since=since, until=lived_from, rng=rng)
    lately.live_through(lived, now=now, rng=rng)
    medicines.add_words(patients, now)
    medicines.add_doses(patients, now)
    talk.write_messages(patients, now)
    lately.mark_history_seen(until=midnight, rng=rng)
    lately.call_old_mail_sent(before=midnight)
    _change_situations(patients, now)
    nursing.add_nursing(patients, staff, now)
    find_quiet(now=now)
    escalate(now=now)


def _add_real_diaries(staff: rows.Staff, now: datetime) -> None:
    for diary in real_diaries(now.astimezone(rows.ZONE).date()):
        patient = rows.make_real_patient(diary.participant, diary.about, staff, now)
        import_readings(patient=patient, readings=diary.readings, by=SystemJob("demo"), now=now)


def _change_situations(patients: dict[int, Patient], now: datetime) -> None:
    """One is in hospital and one has paused: neither of them is asked for checks."""
    away, resting = patients[IN_HOSPITAL], patients[PAUSED]
    at = now - timedelta(hours=20)
    change_situation(patient=away, status=Patient.Status.IN_HOSPITAL, by=away.nurse, now=at)
    pause(patient=resting, by=resting.nurse, now=at)


def counts() -> tuple[int, int]:
    """(patients, pain checks) that are there now."""
    return Patient.objects.count(), PainCheck.objects.count()
