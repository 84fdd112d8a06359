"""Telling patient or nurse that a message waits: a link by email or text, and no word of it.

All of it stands in the caller's transaction, which holds the patient's row.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from diaries import notices
from diaries.models import Message, Patient
from diaries.notices import Notice
from diaries.queries.messages import way_to_tell
from paincheck.accounts import queries as accounts
from paincheck.accounts.models import User
from paincheck.outbox.actions import cancel_about, put
from paincheck.outbox.models import Delivery
from paincheck.outbox.queries import broken_addresses

# S18: nothing goes out to somebody who is dying, gone or dead. In hospital she may want to read.
WRITTEN_TO = (Patient.Status.ACTIVE, Patient.Status.IN_HOSPITAL)
PATIENT, NURSE = "patient", "nurse"


def tell_patient(patient: Patient, *, now: datetime) -> None:
    """At most once a day while one waits. Also while her checks are paused: it is no reminder."""
    if patient.user is None or patient.status not in WRITTEN_TO or not _is_live(patient):
        return
    way = way_to_tell(patient, now)
    if way is None:
        return
    day = now.astimezone(ZoneInfo(patient.team.site.time_zone)).date()
    which = f"{_oldest(patient, from_patient=False)}:{day}"
    notice = notices.to_patient(link=settings.SITE_URL + notices.PATIENTS_MESSAGES)
    _put(patient, patient.user, way, notice, (PATIENT, which), now=now)


def tell_nurse(patient: Patient, *, now: datetime) -> None:
    """The named nurse, or who covers her: once for all that wait unread at the same time."""
    if not _is_live(patient):
        return
    site = patient.team.site
    reads_at = accounts.hours_or_always(site, now).read_by(now)
    broken = broken_addresses(now)
    ladder = accounts.ladder_of(patient.team, patient.nurse, reads_at, by_sms=False, broken=broken)
    notice = notices.to_nurse(link=settings.SITE_URL + notices.patients_page(patient.code))
    oldest = _oldest(patient, from_patient=True)
    for one in ladder[0]:
        for way in one.ways:
            _put(patient, one.person, way, notice, (NURSE, f"{oldest}:{one.number}"), now=now)


def nothing_waits(patient: Patient, *, for_patient: bool) -> None:
    """All were read: what had not left need not leave."""
    cancel_about(about=_about(patient, PATIENT if for_patient else NURSE))


def _is_live(patient: Patient) -> bool:
    """Practice and test patients write, and nobody is told of it."""
    return patient.world == Patient.World.LIVE


def _oldest(patient: Patient, *, from_patient: bool) -> object:
    """The first of those that wait: its name stands for all of them."""
    unread = Message.objects.unread().filter(patient=patient, from_patient=from_patient)
    return unread.order_by("sent_at", "pk").values_list("pk", flat=True).first()


def _put(
    patient: Patient,
    person: User | None,
    way: tuple[str, str],
    notice: Notice,
    once: tuple[str, str],
    *,
    now: datetime,
) -> None:
    """A text waits for the site's opening: it wakes nobody at night."""
    channel, address = way
    site, (whom, which) = patient.team.site, once
    by_mail = channel == Delivery.Channel.EMAIL
    put(
        channel=channel,
        recipient=person,
        address=address,
        subject=notice.subject,
        text=notice.text if by_mail else notice.in_short,
        about=_about(patient, whom),
        once_key=f"message:{whom}:{which}",
        now=now if by_mail else accounts.hours_or_always(site, now).read_by(now),
        site=site,
    )


def _about(patient: Patient, whom: str) -> str:
    return f"message:{patient.pk}:{whom}"
