"""What has changed since a nurse last looked at a patient's page: a few lines in words.

What is told here is not dealt with by being read: alerts stay open, checks are seen only where
their answers stand on the page (safety rule S6).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts.rules import was_talked_about
from alerts.wording import LEVEL_WORDS
from clinicians.models import LastLook
from clinicians.queries.care import change_in_words
from clinicians.queries.people import zone_of
from clinicians.queries.reading import Read, read
from clinicians.wording import inner, moment, score_in_words
from diaries.models import ContactRequest, DangerSaid, FullerCheck, Message, PainCheck, Patient
from diaries.scales import CONTACT_WISHES, DANGER
from paincheck.accounts.models import Leave, User

SAME_LOOK = timedelta(minutes=30)  # so that a reload does not empty the page
FIRST_LOOK = timedelta(days=7)  # how far back a first look reaches
MOST_OF_A_KIND = 4
NO_LOOK = "In the last 7 days: you have not looked here before"
FIRST = "In the last 7 days: this is your first look here, begun {}"
WISHES: dict[str, str] = {wish.value: words for wish, words in CONTACT_WISHES}
WANTS_CONTACT = (PainCheck.Wish.PLEASE, PainCheck.Wish.TODAY)


@dataclass(frozen=True)
class Line:
    """One change in words, and the part of the page that says more. `pressing`: stands first."""

    words: str
    part: str
    pressing: bool = False


@dataclass(frozen=True)
class Changes:
    """`since` in words; `whose`: whose patient it is where she is not the reader's own."""

    since: str
    lines: Sequence[Line]
    whose: str


@dataclass(frozen=True)
class _Look:
    """Whose page, who looks, since when, and now; `rows` are what other parts of the page tell of
    too."""

    patient: Patient
    nurse: User
    since: datetime
    now: datetime
    rows: Read

    def moment(self, at: datetime) -> str:
        return moment(at, self.now, self.patient.team.site.time_zone)

    def wanting(self, words: str, at: datetime, part: str, came: datetime | None = None) -> Line:
        """What she said: to be looked at first, until somebody has talked with her. `came`: when
        anybody could read of it, where that was later."""
        said = f"{words} ({self.moment(at)})"
        for row in self.rows.contacts:
            heard = row.reached and row.voided_at is None
            if heard and was_talked_about(found_at=came or at, at=row.at):
                by = "you" if row.nurse_id == self.nurse.pk else row.nurse.first_name
                return Line(f"{said}. Talked about since, by {by}, {self.moment(row.at)}", part)
        return Line(said, part, True)


def read_for(patient: Patient, nurse: User, now: datetime) -> tuple[LastLook | None, Read]:
    """Her last look, and the rows that the list and the page share."""
    looked = LastLook.objects.filter(patient=patient, nurse=nurse).first()
    return looked, read(patient, _before(looked, now) or now - FIRST_LOOK, now)


def changes_since_last_look(
    patient: Patient, nurse: User, now: datetime, looked: LastLook | None, rows: Read
) -> Changes:
    """The pressing ones first, each kind in one line or few. A fixed number of queries."""
    look = _Look(patient, nurse, rows.since, now, rows)
    lines = [line for tell in _TELLERS for line in _few(list(tell(look)))]
    return Changes(
        since=_since(look, looked),
        lines=sorted(lines, key=lambda line: not line.pressing),
        whose=_whose(patient, nurse, now),
    )


def _few(lines: Sequence[Line]) -> Iterator[Line]:
    """Of one kind the last few, so that the list stays one to read after a long leave as well."""
    for pressing in (True, False):
        alike = [line for line in lines if line.pressing is pressing]
        yield from alike[-MOST_OF_A_KIND:]
        if alike[MOST_OF_A_KIND:]:
            more = len(alike) - MOST_OF_A_KIND
            yield Line(
                f"and {more} more like {'these' if more > 1 else 'this'}", alike[0].part, pressing
            )


def _before(looked: LastLook | None, now: datetime) -> datetime | None:
    """When she looked the time before; looking again within half an hour is the same look."""
    if looked is None:
        return None
    return looked.before_at if looked.looked_at > now - SAME_LOOK else looked.looked_at


def _since(look: _Look, looked: LastLook | None) -> str:
    """A page shown again within the first look says so, and not that nobody ever looked."""
    before = _before(looked, look.now)
    if before is not None:
        return f"Since {look.moment(before)}"
    return NO_LOOK if looked is None else FIRST.format(look.moment(looked.looked_at))


def _whose(patient: Patient, nurse: User, now: datetime) -> str:
    """The first name of the patient's nurse; '' where it is she, or whom she covers today."""
    if patient.nurse_id == nurse.pk:
        return ""
    today = now.astimezone(zone_of(patient)).date()
    covers = Leave.objects.on(today).filter(nurse=patient.nurse_id, cover=nurse).exists()
    return "" if covers else patient.nurse.first_name


def _checks(look: _Look) -> Iterator[Line]:
    found = list(
        PainCheck.objects.current()
        .filter(patient=look.patient, received_at__gt=look.since)
        .exclude(source=PainCheck.Source.IMPORTED)
        .exclude(entered_by=look.nurse)
        .order_by("answered_at", "received_at")
    )
    if not found:
        return
    highest = max(found, key=lambda row: (row.worst or 0, row.answered_at))
    told = f"{score_in_words(highest.worst)} ({look.moment(highest.answered_at)})"
    many = f"{len(found)} checks came in, highest worst pain {told}"
    yield Line(many if found[1:] else f"A check came in, worst pain {told}", "new")
    for row in found:
        if row.danger:
            words = f"Danger: {_signs(row.danger_items)}"
            yield look.wanting(words, row.answered_at, "new", row.received_at)
        if row.wish in WANTS_CONTACT:
            words = f"‘{WISHES[row.wish]}’"
            yield look.wanting(words, row.answered_at, "new", row.received_at)


def _said_beside_checks(look: _Look) -> Iterator[Line]:
    """Wishes and danger told without a check that was sent."""
    for row in ContactRequest.objects.filter(patient=look.patient, asked_at__gt=look.since):
        words = "Too unwell to answer, asks for contact" if row.too_unwell else "Asks for contact"
        yield look.wanting(words, row.asked_at, "alerts")
    sent = PainCheck.objects.filter(patient=look.patient).values("key")
    unsent = DangerSaid.objects.filter(patient=look.patient, said_at__gt=look.since)
    for said in unsent.exclude(key__in=sent).order_by("said_at"):
        words = f"Danger, in a check not sent: {_signs(said.items)}"
        yield look.wanting(words, said.said_at, "new")


def _fuller(look: _Look) -> Iterator[Line]:
    rows = FullerCheck.objects.filter(patient=look.patient, sent_at__gt=look.since)
    for row in rows.exclude(entered_by=look.nurse):
        if row.sent_at:
            yield Line(f"New fuller check ({look.moment(row.sent_at)})", "fuller")


def _messages(look: _Look) -> Iterator[Line]:
    rows = Message.objects.filter(patient=look.patient, sent_at__gt=look.since)
    sent = list(rows.exclude(author=look.nurse).select_related("author"))
    by_patient = sum(row.from_patient for row in sent)
    if by_patient:
        yield Line(_count(by_patient, "new message"), "messages")
    for name in sorted({row.author.first_name for row in sent if not row.from_patient}):
        yield Line(f"{name} wrote to {look.patient.first_name}", "messages")


def _doses(look: _Look) -> Iterator[Line]:
    count = sum(row.recorded_at > look.since for row in look.rows.doses)
    if count:
        yield Line(f"{_count(count, 'extra dose')} noted", "doses")


def _left_off(look: _Look) -> Iterator[Line]:
    for row in look.rows.left_off:
        if row.said_at <= look.since:
            continue
        yield Line(f"Says: no longer takes {row.medication.name}", "left-off")


def _medicines(look: _Look) -> Iterator[Line]:
    rows = [row for medicine in look.rows.medicines for row in medicine.changes.all()]
    for row in sorted(rows, key=lambda row: (row.on, row.entered_at)):
        entered = row.entered_at > look.since and row.entered_by_id != look.nurse.pk
        struck = row.voided_at is not None and row.voided_at > look.since
        if not entered and not (struck and row.voided_by_id != look.nurse.pk):
            continue
        name, words = row.medication.name, inner(change_in_words(row))
        if row.voided_at and row.voided_by:
            who = row.voided_by.first_name
            yield Line(f"{who} struck out: {name}, {words}", "medicines")
        else:
            yield Line(f"{name}: {words} ({row.entered_by.first_name})", "medicines")


def _alerts(look: _Look) -> Iterator[Line]:
    for row in look.rows.alerts:
        if row.opened_at <= look.since and (row.closed_at is None or row.closed_at <= look.since):
            continue
        level = LEVEL_WORDS[row.level]
        if row.closed_at is None:
            yield Line(f"New alert, {inner(level)}: {row.sentence}", "alerts", row.level == "RED")
        elif row.closed_by_id != look.nurse.pk:
            who = row.closed_by.first_name if row.closed_by else "PainCheck"
            how = inner(row.get_closed_how_display())
            yield Line(f"Alert closed by {who}: {row.sentence} ({how})", "alerts")


def _contacts(look: _Look) -> Iterator[Line]:
    for row in look.rows.contacts:
        what = f"{inner(row.get_channel_display())}, {inner(row.get_outcome_display())}"
        if row.voided_at is not None and row.voided_by is not None:
            by_another = row.voided_by_id != look.nurse.pk
            if by_another and row.recorded_at <= look.since < row.voided_at:
                what = f"struck out as a slip: {what}"
                yield Line(
                    f"{row.voided_by.first_name}: {what} ({look.moment(row.at)})", "contacts"
                )
        elif row.recorded_at > look.since and row.nurse_id != look.nurse.pk:
            yield Line(f"{row.nurse.first_name}: {what} ({look.moment(row.at)})", "contacts")


def _situation(look: _Look) -> Iterator[Line]:
    patient = look.patient
    if patient.status_at > look.since and patient.status_at > patient.registered_at:
        words = patient.get_status_display()
        if patient.status not in (patient.Status.DISCHARGED, patient.Status.DIED):
            words = f"Now {inner(words)}"
        yield Line(f"{words} ({look.moment(patient.status_at)})", "manage", True)
    if patient.paused_at and patient.paused_at > look.since:
        yield Line(f"Checks paused by the patient ({look.moment(patient.paused_at)})", "manage")


def _tasks(look: _Look) -> Iterator[Line]:
    for row in look.rows.tasks:
        is_new = row.done_at is not None and row.done_at > look.since
        if not is_new or row.done_by_id == look.nurse.pk:
            continue
        result = f": {row.result}" if row.result else ""
        who = row.done_by.first_name if row.done_by else ""
        yield Line(f"Task done by {who}, {inner(row.what)}{result}", "tasks")


def _hand_overs(look: _Look) -> Iterator[Line]:
    for row in look.rows.hand_overs:
        if row.at <= look.since:
            continue
        who = f"Handed over from {row.from_nurse.first_name} to {row.to_nurse.first_name}"
        yield Line(f"{who}{', with a note' if row.note else ''}", "handed-over", bool(row.note))


def _notes(look: _Look) -> Iterator[Line]:
    texts = [text for note in look.rows.notes for text in note.versions.all()]
    others = [row for row in texts if row.at > look.since and row.by_id != look.nurse.pk]
    for name in sorted({row.by.first_name for row in others}):
        yield Line(f"{name} wrote in the notes", "notes")


_TELLERS: Sequence[Any] = (
    _checks,
    _said_beside_checks,
    _hand_overs,
    _situation,
    _left_off,
    _alerts,
    _fuller,
    _messages,
    _doses,
    _medicines,
    _contacts,
    _tasks,
    _notes,
)


def _signs(codes: Sequence[str]) -> str:
    signs = [DANGER[code].nurse for code in codes if code in DANGER]
    return ", ".join(signs) or "said yes, and ticked none"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
