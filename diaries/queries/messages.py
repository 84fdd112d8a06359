"""What a patient and her nurses have written to each other, newest last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diaries.models import Message, Patient, ReminderPlan
from diaries.promises import read_by_promise
from diaries.queries.patients import Surroundings
from paincheck.accounts.hours import in_words
from paincheck.accounts.phones import mobile
from paincheck.accounts.sms import can_send_sms
from paincheck.outbox.queries import broken_addresses

MOST = 30
Channel = ReminderPlan.Channel


@dataclass(frozen=True)
class Line:
    """One message. `read` says who has read it and when, or that nobody has."""

    id: UUID
    mine: bool
    who: str
    when: str
    text: str
    read: str
    is_new: bool


@dataclass(frozen=True)
class Thread:
    """`shown` are the messages whose text the page shows; `earlier` how many it does not."""

    lines: Sequence[Line]
    shown: Sequence[Message]
    earlier: int


@dataclass(frozen=True)
class MessagesPage:
    """`reads`: who reads what is sent now, and by when. `key` is the form's."""

    thread: Thread
    reads: str
    key: UUID


def messages_page(
    patient: Patient, around: Surroundings, now: datetime, *, everything: bool = False
) -> MessagesPage:
    rows, earlier = last_messages(patient, most=None if everything else MOST)
    lines = [_line(row, around, now) for row in rows]
    return MessagesPage(
        thread=Thread(lines, rows, earlier),
        reads=read_by(patient, around, now),
        key=uuid4(),
    )


def last_messages(patient: Patient, *, most: int | None = MOST) -> tuple[list[Message], int]:
    """The last ones and whatever else is unread, oldest first; and how many there are besides.
    `most` None: every one."""
    mine = Message.objects.filter(patient=patient).select_related("author", "read_by")
    newest_first = mine.order_by("-sent_at", "-pk")
    rows = list(newest_first[:most])
    if most is None or len(rows) < most:
        return rows[::-1], 0
    older = newest_first.exclude(pk__in=[row.pk for row in rows])
    unread = list(older.filter(read_at__isnull=True))
    return [*rows, *unread][::-1], older.filter(read_at__isnull=False).count()


def new_for_patient(patient: Patient) -> str:
    """One line for the first page where a nurse has written; empty where nothing is new."""
    number = Message.objects.from_nurses().unread().filter(patient=patient).count()
    if not number:
        return ""
    return ngettext("You have a new message.", "You have %(number)d new messages.", number) % {
        "number": number
    }


def way_to_tell(patient: Patient, now: datetime) -> tuple[str, str] | None:
    """(channel, address) by which she learns that a message waits: the channel that she has chosen,
    or the other where that one takes nothing. None: there is no way."""
    if patient.user is None:
        return None
    phone = mobile(patient.user.phone) if can_send_sms() else None
    ways = [(Channel.EMAIL, patient.user.email), (Channel.SMS, phone or "")]
    chosen = ReminderPlan.objects.filter(patient=patient).values_list("channel", flat=True).first()
    broken = broken_addresses(now)
    known = [(str(channel), address) for channel, address in ways if address]
    usable = [way for way in known if way[1] not in broken]
    return min(usable or known, key=lambda way: way[0] != chosen, default=None)


def _line(row: Message, around: Surroundings, now: datetime) -> Line:
    return Line(
        id=row.pk,
        mine=row.from_patient,
        who=_("You") if row.from_patient else row.author.first_name,
        when=in_words(row.sent_at, now, around.zone),
        text=row.text,
        read=_read(row, around, now) if row.from_patient else "",
        is_new=not row.from_patient and row.read_at is None,
    )


def _read(row: Message, around: Surroundings, now: datetime) -> str:
    """What became of a message of hers; it never says more than is so (S5, S6)."""
    if row.read_at is not None and row.read_by is not None:
        at = in_words(row.read_at, now, around.zone)
        return _("Read by %(nurse)s, %(when)s") % {"nurse": row.read_by.first_name, "when": at}
    if around.hours is None or row.promised_by is None:
        return _("No nurse has read this yet.")
    by = {"when": in_words(row.promised_by, now, around.zone)}
    if row.promised_by < now:
        return (
            _("No nurse has read this yet. It should have been read by %(when)s. Please ring us.")
            % by
        )
    return _("No nurse has read this yet. A nurse should read it by %(when)s.") % by


def read_by(patient: Patient, around: Surroundings, now: datetime) -> str:
    """Who reads what she writes now, and by when: as her site promises it for messages."""
    hours = around.hours
    days = patient.team.site.messages_read_within_days
    by = None if hours is None else hours.add_working_days(now, days)
    return read_by_promise(nurse=around.nurse, hours=hours, now=now, by=by)
