"""A site's real history as plain values, for alerts.replay. Reads, and writes nothing.

Patients come in handfuls, with a fixed number of queries for each: a year of a large site does not
have to fit into memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from alerts.happened import (
    CheckIn,
    Closing,
    ContactAsked,
    DangerIn,
    Diary,
    DoseIn,
    DoseTakenBack,
    Event,
    FullerIn,
    Silence,
)
from alerts.models import Alert, ThresholdSettings
from alerts.queries import goal_of, own_numbers, reading_of
from alerts.rules import Rule
from diaries.fuller import FullerAnswers
from diaries.models import (
    Contact,
    ContactRequest,
    DangerSaid,
    ExtraDose,
    FullerCheck,
    PainCheck,
    Patient,
)

AT_ONCE = 25
# Of the time before the one that is looked at, the rules know the checks of so many days.
KNOWN_FOR = timedelta(days=120)
_ALL = frozenset(Rule)


def diaries_of(
    patients: Sequence[Patient], *, since: datetime, until: datetime
) -> Iterator[list[Diary]]:
    """The histories of these patients, a handful at a time, from before `since` up to `until`."""
    for start in range(0, len(patients), AT_ONCE):
        some = patients[start : start + AT_ONCE]
        yield _handful(some, since - KNOWN_FOR, since, until)


def _handful(
    patients: Sequence[Patient], start: datetime, since: datetime, until: datetime
) -> list[Diary]:
    ids = [patient.pk for patient in patients]
    events: dict[int, list[Event]] = defaultdict(list)
    for read in (_checks, _doses, _fuller_checks, _dangers, _requests):
        for patient_id, event in read(ids, start, until):
            events[patient_id].append(event)
    # After everything that came in at the same moment: sorting keeps the order of the equal.
    for patient_id, closing in _closings(ids, since, until):
        events[patient_id].append(closing)
    rows = ThresholdSettings.objects.filter(patient__in=ids)
    overrides = {row.patient_id: own_numbers(row) for row in rows}
    return [
        Diary(
            patient=patient.pk,
            goal=goal_of(patient),
            events=sorted(events[patient.pk], key=lambda event: event.at),
            silence=_silence(patient, since),
            overrides=overrides.get(patient.pk, {}),
        )
        for patient in patients
    ]


def _checks(ids: Collection[int], start: datetime, until: datetime) -> Iterator[tuple[int, Event]]:
    baselines = _baselines(ids)
    kept = Q(received_at__gte=start) | Q(pk__in=baselines)
    rows = PainCheck.objects.filter(kept, patient__in=ids, received_at__lt=until)
    for check in rows.order_by("received_at", "answered_at").defer("note"):
        baseline = check.pk if check.pk in baselines else None
        yield (
            check.patient_id,
            CheckIn(
                at=check.received_at,
                id=f"check {check.pk}",
                reading=reading_of(check, baseline_id=baseline),
                imported=check.source == PainCheck.Source.IMPORTED,
                replaces=f"check {check.amends_id}" if check.amends_id else "",
            ),
        )


def _baselines(ids: Collection[int]) -> set[Any]:
    """Today's baselines, and what stood in their place before it was corrected."""
    found: set[Any] = set()
    rows = PainCheck.objects.filter(patient__in=ids)
    now: set[Any] = set(
        Patient.objects.filter(pk__in=ids).values_list("summary__baseline", flat=True)
    )
    while now := {pk for pk in now if pk is not None} - found:
        found |= now
        now = set(rows.filter(pk__in=now).values_list("amends", flat=True))
    return found


def _doses(ids: Collection[int], start: datetime, until: datetime) -> Iterator[tuple[int, Event]]:
    rows = ExtraDose.objects.filter(
        patient__in=ids, recorded_at__gte=start, recorded_at__lt=until
    ).order_by("recorded_at")
    for dose in rows:
        of = f"dose {dose.pk}"
        yield dose.patient_id, DoseIn(at=dose.recorded_at, id=of, taken_at=dose.taken_at)
        if dose.removed_at is not None and dose.removed_at < until:
            yield dose.patient_id, DoseTakenBack(at=dose.removed_at, id=of)


def _fuller_checks(
    ids: Collection[int], start: datetime, until: datetime
) -> Iterator[tuple[int, Event]]:
    rows = FullerCheck.objects.filter(
        patient__in=ids, flagged_at__gte=start, flagged_at__lt=until
    ).order_by("flagged_at")
    for check in rows:
        yield (
            check.patient_id,
            FullerIn(
                at=check.flagged_at or check.saved_at,
                id=f"fuller {check.pk}",
                answers=FullerAnswers.from_dict(check.answers),
                sent=check.sent_at is not None,
                said_at=check.begun_at,
            ),
        )


def _dangers(ids: Collection[int], start: datetime, until: datetime) -> Iterator[tuple[int, Event]]:
    rows = DangerSaid.objects.filter(patient__in=ids, said_at__gte=start, said_at__lt=until)
    for said in rows.order_by("said_at"):
        yield (
            said.patient_id,
            DangerIn(at=said.said_at, id=f"danger {said.pk}", codes=tuple(said.items)),
        )


def _requests(
    ids: Collection[int], start: datetime, until: datetime
) -> Iterator[tuple[int, Event]]:
    rows = ContactRequest.objects.filter(patient__in=ids, asked_at__gte=start, asked_at__lt=until)
    for request in rows.order_by("asked_at"):
        yield (
            request.patient_id,
            ContactAsked(
                at=request.asked_at,
                id=f"request {request.pk}",
                today=request.today,
                day=timezone.localtime(request.asked_at).date(),
                too_unwell=request.too_unwell,
            ),
        )


def _closings(
    ids: Collection[int], since: datetime, until: datetime
) -> Iterator[tuple[int, Closing]]:
    """What was really closed by a talk, a reason or an end.

    A talk also closes what there would have been beside what there was: the nurse would have been
    shown it. What she was shown and left open stays open.
    """
    alerts: dict[int, list[Alert]] = defaultdict(list)
    for alert in Alert.objects.filter(patient__in=ids, opened_at__lt=until):
        alerts[alert.patient_id].append(alert)
    talks = Contact.objects.filter(
        patient__in=ids,
        outcome__in=Contact.REACHED,
        recorded_at__gte=since,
        recorded_at__lt=until,
        voided_at=None,
    )
    for talk in talks:
        at = talk.recorded_at
        left = {Rule(one.rule) for one in alerts[talk.patient_id] if _left_open(one, at)}
        yield talk.patient_id, Closing(at=at, heard=talk.at, rules=_ALL - left)
    by_hand = {Alert.Closed.REASON, Alert.Closed.EXPECTED, Alert.Closed.STATUS}
    for patient_id, mine in alerts.items():
        for alert in mine:
            at_ = alert.closed_at
            if at_ is not None and since <= at_ < until and alert.closed_how in by_hand:
                yield (
                    patient_id,
                    Closing(
                        at=at_,
                        heard=at_,
                        rules=frozenset({Rule(alert.rule)}),
                        review_on=alert.review_on,
                        expected=alert.closed_how == Alert.Closed.EXPECTED,
                    ),
                )


def _left_open(alert: Alert, at: datetime) -> bool:
    return alert.opened_at <= at and (alert.closed_at is None or alert.closed_at > at)


def _silence(patient: Patient, since: datetime) -> Silence | None:
    """None where her situation changed, or she paused, in this time: nobody can tell afterwards
    from when to when silence was a sign."""
    moved = patient.status_at if patient.status_at != patient.registered_at else None
    changed = (patient.paused_at, patient.resumed_at, moved)
    home = patient.status == Patient.Status.ACTIVE
    if not home or patient.invited_at is None or any(at and at >= since for at in changed):
        return None
    return Silence(
        schedule=patient.schedule,
        status=patient.status,
        invited_on=_day(patient.invited_at),
        paused_on=_day(patient.paused_at),
        resumed_on=_day(patient.resumed_at),
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else timezone.localtime(at).date()
