"""A contact with what follows from it, written down once for its key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from alerts.actions import answering, slips
from alerts.models import Alert
from clinicians.actions import tasks
from clinicians.models import Task
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.transactions import atomic_with_retries

SLIP = "Nothing to do: its contact was logged by a slip"


class KeyReused(Exception):
    """The key stands for another contact already."""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What comes back as a task (S19): a next step by a day, a prescriber's decision by a day."""

    next_step: str = ""
    next_on: date | None = None
    prescriber: str = ""
    prescriber_by: date | None = None


@dataclass(frozen=True)
class Logged:
    """The stored contact, and whether it had been stored before."""

    contact: Contact
    replayed: bool


@atomic_with_retries
def log(
    *,
    patient: Patient,
    key: UUID,
    about: Collection[int],
    told: dict[str, Any],
    follow_up: FollowUp,
    by: User,
    now: datetime,
    as_of: datetime | None = None,
    does: Mapping[int, str] | None = None,
) -> Logged:
    """Write the contact down (S10) with its tasks; the same key again is the same contact.

    `about` are the numbers of its alerts: those that were closed meanwhile are passed over. `told`
    is channel, outcome, at, note, agreed and try_again_at; `as_of`: when she was shown the alerts.
    `does`: open tasks that this call did, with the decision of a prescriber's; those done meanwhile
    are passed over, and nothing is done by a call that reached nobody. Raises NoDecision.
    """
    Patient.objects.hold(patient.pk)
    stored = Contact.objects.filter(patient=patient, key=key).first()
    if stored is not None:
        return Logged(stored, replayed=True)
    alerts = list(Alert.objects.open().filter(patient=patient, pk__in=about))
    contact = answering.log_contact(
        patient=patient, alerts=alerts, key=key, by=by, now=now, as_of=as_of, **told
    )
    for kind, what, whom, due_on in _tasks(follow_up):
        tasks.add(
            patient=patient,
            key=uuid5(key, kind),
            kind=kind,
            what=what,
            whom=whom,
            due_on=due_on,
            contact=contact,
            by=by,
            now=now,
        )
    if does and contact.reached:
        for task in Task.objects.open().filter(patient=patient, pk__in=does):
            decision = does[task.pk]
            if task.kind != Task.Kind.PRESCRIBER:
                decision = decision or contact.get_outcome_display()
            tasks.finish(task=task, result=decision, by=by, now=now)
    return Logged(contact, replayed=False)


@atomic_with_retries
def log_once(
    *,
    patient: Patient,
    key: UUID,
    about: Collection[int],
    told: dict[str, Any],
    follow_up: FollowUp,
    by: User,
    now: datetime,
) -> Logged:
    """As `log`; a key that stands for another contact already raises KeyReused."""
    logged = log(
        patient=patient, key=key, about=about, told=told, follow_up=follow_up, by=by, now=now
    )
    if logged.replayed and not _is_the_same(logged.contact, about, told, follow_up, by):
        raise KeyReused("This key belongs to another contact.")
    return logged


@atomic_with_retries
def void(*, contact: Contact, reason: str, by: User, now: datetime) -> int:
    """Logged by a slip. What it had closed or done is open again; the tasks that came of it end.
    Answers how many alerts are open again."""
    Patient.objects.hold(contact.patient_id)
    contact.refresh_from_db()
    if contact.voided_at is not None:
        return 0
    opened = slips.void_contact(contact=contact, reason=reason, by=by, now=now)
    did = Task.objects.filter(
        patient=contact.patient_id, done_by=contact.nurse_id, done_at=contact.recorded_at
    )
    for task in did:
        tasks.undo_finish(task=task, by=by, now=now)
    for task in contact.tasks.filter(done_at__isnull=True):
        tasks.finish(task=task, result=SLIP, by=by, now=now)
    return len(opened)


def _tasks(follow_up: FollowUp) -> list[tuple[str, str, str, date]]:
    """(kind, what, whom, due on)."""
    found: list[tuple[str, str, str, date]] = []
    if follow_up.prescriber and follow_up.prescriber_by:
        what = "Record what the prescriber decided"
        found.append((Task.Kind.PRESCRIBER, what, follow_up.prescriber, follow_up.prescriber_by))
    if follow_up.next_step and follow_up.next_on:
        found.append((Task.Kind.NEXT_STEP, follow_up.next_step, "", follow_up.next_on))
    return found


def _is_the_same(
    stored: Contact, about: Collection[int], told: dict[str, Any], follow_up: FollowUp, by: User
) -> bool:
    """A clock that ran ahead was set right when the contact was stored. Of the tasks, what does not
    change later is compared."""
    sent = told | {"at": min(told["at"], stored.recorded_at)}
    known = set(stored.alerts.values_list("pk", flat=True))
    made = set(stored.tasks.values_list("kind", "what", "whom"))
    return (
        stored.nurse_id == by.pk
        and known <= set(about)
        and made == {(kind, what, whom) for kind, what, whom, _ in _tasks(follow_up)}
        and all(getattr(stored, name) == value for name, value in sent.items())
    )
