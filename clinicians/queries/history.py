"""All that happened to an alert, on one line of time: found, told, taken, tried, worse, closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.models import Alert, Occurrence, Told
from clinicians.queries.told import DESK
from clinicians.wording import moment
from diaries.models import Contact, Patient
from paincheck.accounts.models import User
from paincheck.audit.models import AuditEvent

WORSE = "alert.worse"
# What the trail says of an alert, in words; 'who' is the person who did it. What stands in rows of
# its own (found, told, contacts) is read from those.
STEPS = {
    "alert.taken": "{who} sees to it",
    "alert.given_back": "{who} gave it back",
    "alert.snoozed": "{who} put it off",
    "alert.came_back": "Its time was over: it came back",
    "alert.woken": "Something more pressing came in: it came back",
    "alert.left_behind": "Nobody had it any more: it was told anew",
    "alert.unheard": "Nobody could be told",
    "alert.brought_forward": "A message did not arrive: the next are told",
    "alert.opened_again": "{who} opened it again",
    "alert.cleared": "No longer so: it ended by itself",
    "alert.closed.contact": "{who} closed it: talked",
    "alert.closed.reason": "{who} closed it with a reason",
    "alert.closed.expected": "{who} called it expected for this patient",
    "alert.closed.status": "The patient’s situation closed it",
}
SORTED = {"found": 0, "told": 1, "done": 2}


@dataclass(frozen=True)
class Line:
    """One moment: 'Tuesday 9.12am', 'Ann Archer sees to it'."""

    when: str
    words: str


@dataclass(frozen=True, order=True)
class _Moment:
    at: datetime
    rank: int
    words: str


def histories(
    patient: Patient,
    alerts: Sequence[Alert],
    found_in: Sequence[Occurrence],
    heard: Sequence[Told],
    now: datetime,
    *,
    asked: Mapping[int, Sequence[str]],
) -> dict[int, list[Line]]:
    """By alert, oldest first; with what it was found in, and who heard of it, in their order, and
    prescribers who were asked, by contact. Three queries, whatever their number."""
    zone = patient.team.site.time_zone
    ids = [alert.pk for alert in alerts]
    told: dict[int, list[_Moment]] = {pk: [] for pk in ids}
    events = _events(patient, ids)
    names = _names({event.actor_id for event in events if event.actor_id})
    worse = {(int(event.subject_id), event.at) for event in events if event.action == WORSE}
    for pk, found in _found(found_in, worse):
        told[pk].append(found)
    for pk, step in [*_told(heard), *_contacts(ids, asked)]:
        told[pk].append(step)
    for event in events:
        if event.action in STEPS:
            who = names.get(event.actor_id or 0, "Somebody")
            words = STEPS[event.action].format(who=who)
            told[int(event.subject_id)].append(_Moment(event.at, SORTED["done"], words))
    return {
        pk: [Line(moment(one.at, now, zone), one.words) for one in sorted(lines)]
        for pk, lines in told.items()
    }


def _events(patient: Patient, ids: Collection[int]) -> list[AuditEvent]:
    label = Alert._meta.label
    rows = AuditEvent.objects.filter(patient_id=patient.pk, subject_type=label)
    return list(rows.filter(subject_id__in=[str(pk) for pk in ids]).order_by("at", "pk"))


def _names(ids: Collection[int]) -> dict[int, str]:
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)}


def _found(
    found_in: Sequence[Occurrence], worse: Collection[tuple[int, datetime]]
) -> list[tuple[int, _Moment]]:
    seen: set[int] = set()
    found = []
    for one in found_in:
        again = "Worse" if (one.alert_id, one.found_at) in worse else "Found again"
        how = again if one.alert_id in seen else "Found"
        seen.add(one.alert_id)
        words = f"{how}: {one.sentence}"
        found.append((one.alert_id, _Moment(one.found_at, SORTED["found"], words)))
    return found


def _told(heard_of: Sequence[Told]) -> list[tuple[int, _Moment]]:
    """Those of one step together, each person once."""
    steps: dict[tuple[int, datetime, int], tuple[list[str], list[str]]] = {}
    for row in heard_of:
        heard, passed = steps.setdefault((row.alert_id, row.at, row.step), ([], []))
        name = row.person.full_name if row.person else DESK
        if row.channel and name not in heard:
            heard.append(name)
        elif row.skipped_why:
            passed.append(f"{name} ({row.get_skipped_why_display()})")
    found = []
    for (pk, at, _), (heard, passed) in steps.items():
        words = [f"Told: {', '.join(heard)}"] if heard else []
        words += [f"Passed over: {', '.join(passed)}"] if passed else []
        found.append((pk, _Moment(at, SORTED["told"], ". ".join(words))))
    return found


def _contacts(
    ids: Collection[int], asked: Mapping[int, Sequence[str]]
) -> list[tuple[int, _Moment]]:
    rows = Alert.contacts.through.objects.filter(alert_id__in=ids)
    rows = rows.select_related("contact__nurse")
    return [
        (row.alert_id, _Moment(row.contact.at, SORTED["done"], _contact(row.contact, asked)))
        for row in rows
    ]


def _contact(contact: Contact, asked: Mapping[int, Sequence[str]]) -> str:
    words = f"{contact.nurse.full_name}: {contact.get_outcome_display()}"
    if contact.voided_at is not None:
        return f"{words}. Taken back: logged by a slip"
    return ". ".join([words, *asked.get(contact.pk, ())])
