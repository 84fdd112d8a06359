"""Messages between a patient and her nurses: sent once, read when they were really shown."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from diaries.actions import telling
from diaries.models import Message, Patient
from paincheck.accounts import queries as accounts
from paincheck.accounts.models import User
from paincheck.audit.actions import record
from paincheck.transactions import atomic_with_retries


@atomic_with_retries
def send_to_nurses(*, patient: Patient, text: str, key: UUID, by: User, now: datetime) -> Message:
    """A patient's message. It is due for the rules when somebody should have read it."""
    site = patient.team.site
    hours = accounts.hours_or_always(site, now)
    promised_by = hours.add_working_days(now, site.messages_read_within_days)
    message, made = _store(
        patient, text, key, by=by, now=now, promised_by=promised_by, flag_due_at=promised_by
    )
    if made:
        telling.tell_nurse(patient, now=now)
    return message


@atomic_with_retries
def send_to_patient(*, patient: Patient, text: str, key: UUID, by: User, now: datetime) -> Message:
    """A nurse's message; the patient is told that one waits."""
    message, made = _store(patient, text, key, by=by, now=now)
    if made:
        telling.tell_patient(patient, now=now)
    return message


@atomic_with_retries
def mark_read(*, patient: Patient, shown: Iterable[Message], by: User, now: datetime) -> int:
    """These were shown in full to `by`: hers to read were those of the other side. How many were
    read by nobody before; a message is read once, by the first to whom it was shown (S6)."""
    is_patient = by.pk == patient.user_id
    new = [m.pk for m in shown if m.read_at is None and m.from_patient != is_patient]
    if not new:
        return 0
    Patient.objects.hold(patient.pk)
    unread = Message.objects.unread().filter(patient=patient, pk__in=new)
    read = list(unread)
    # What the rules have not looked at need not be looked at any more.
    unread.filter(flagged_at__isnull=True).update(flag_due_at=None)
    Message.objects.filter(pk__in=[one.pk for one in read]).update(read_at=now, read_by=by)
    for message in read:
        record(action="message.read", subject=message, by=by, now=now, patient_id=patient.pk)
    others = Message.objects.unread().filter(patient=patient, from_patient=not is_patient)
    if read and not others.exists():
        telling.nothing_waits(patient, for_patient=is_patient)
    return len(read)


def _store(
    patient: Patient,
    text: str,
    key: UUID,
    *,
    by: User,
    now: datetime,
    promised_by: datetime | None = None,
    flag_due_at: datetime | None = None,
) -> tuple[Message, bool]:
    """The same words from the same form are one message; other words are another one, since
    somebody who goes Back and writes on has more to say."""
    Patient.objects.hold(patient.pk)
    mine = Message.objects.filter(patient=patient)
    for name in (key, uuid5(key, text)):
        stored = mine.filter(key=name).first()
        if stored is None:
            break
        if stored.text == text:
            return stored, False
    message = Message.objects.create(
        patient=patient,
        key=name,
        author=by,
        from_patient=by.pk == patient.user_id,
        text=text,
        sent_at=now,
        promised_by=promised_by,
        flag_due_at=flag_due_at,
    )
    record(action="message.sent", subject=message, by=by, now=now, patient_id=patient.pk)
    return message, True
