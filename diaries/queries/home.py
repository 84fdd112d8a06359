"""The patient's first page: today's check, the diary, the team."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from diaries.models import ContactRequest, PainCheck, Patient
from diaries.promises import contact_promise
from diaries.queries.checks import fresh_draft
from diaries.queries.fuller import begun_words
from diaries.queries.medicines import DoseLine, dose_to_ask_about
from diaries.queries.messages import new_for_patient
from diaries.queries.patients import Surroundings, zone_of
from diaries.queries.reminders import paused_in_words
from diaries.queries.requests import asked_before, danger_untalked, open_call
from diaries.queries.seen import moment, seen_by
from diaries.scales import ContactWish, in_figures, word
from paincheck.accounts.hours import in_words
from paincheck.speech import day_and_month


@dataclass(frozen=True)
class LastCheck:
    id: UUID
    when: str
    worst: str
    seen_by: str


@dataclass(frozen=True)
class HomePage:
    """`unsent` and `fuller` say when an unsent check or fuller check was begun, or ''.

    `danger` and `call` say what she told or asked for that nobody has talked with her about yet,
    or ''. `paused` says until when she paused. `rings_from`: when somebody can ring again, where
    nobody can today (S5). `key` is the call request's.
    """

    first_name: str
    done_today: bool
    last: LastCheck | None
    unsent: str
    fuller: str
    paused: str
    in_hospital: bool
    danger: str
    call: str
    rings_from: str
    message: str
    dose: DoseLine | None
    key: UUID


@dataclass(frozen=True)
class AskedPage:
    """What was asked for, and by when somebody should ring. `before`: since when she had asked
    already, and nobody has talked with her since."""

    when: str
    contact: str
    before: str


def home_page(patient: Patient, around: Surroundings, now: datetime) -> HomePage:
    checks = PainCheck.objects.current().filter(patient=patient)
    last = checks.order_by("-answered_at").first()
    draft = fresh_draft(patient, now)
    return HomePage(
        first_name=patient.first_name,
        done_today=last is not None and last.day == now.astimezone(zone_of(patient)).date(),
        last=None if last is None else _last(last, around, now),
        unsent="" if draft is None else in_words(draft.started_at, now, around.zone),
        fuller=begun_words(patient, around, now),
        paused=paused_in_words(patient.paused_until) if patient.paused_at else "",
        in_hospital=patient.status == Patient.Status.IN_HOSPITAL,
        danger=danger_untalked(patient, around, now),
        call=open_call(patient, around, now),
        rings_from=_rings_from(around, now),
        message=new_for_patient(patient),
        dose=dose_to_ask_about(patient, now),
        key=uuid4(),
    )


def _rings_from(around: Surroundings, now: datetime) -> str:
    if around.hours is None or around.promise.can_ring_today:
        return ""
    return in_words(around.hours.next_opening(now), now, around.zone)


def _last(check: PainCheck, around: Surroundings, now: datetime) -> LastCheck:
    when = day_and_month(check.day)
    if check.time_known:
        when = moment(check.answered_at, now, around.zone)
    return LastCheck(
        id=check.pk,
        when=when,
        worst="" if check.worst is None else f"{in_figures(check.worst)}, {word(check.worst)}",
        seen_by=seen_by([check.pk], now=now, zone=around.zone).get(check.pk, ""),
    )


def asked_page(
    patient: Patient, around: Surroundings, request_id: UUID, now: datetime
) -> AskedPage | None:
    """None where this patient never asked under that name."""
    request = ContactRequest.objects.filter(patient=patient, pk=request_id).first()
    if request is None:
        return None
    before = asked_before(patient, request.asked_at)
    return AskedPage(
        when=in_words(request.asked_at, now, around.zone),
        contact=contact_promise(
            wish=ContactWish.TODAY if request.today else ContactWish.PLEASE,
            nurse=around.nurse,
            hours=around.hours,
            asked_at=request.asked_at,
            now=now,
        ),
        before="" if before is None else in_words(before, now, around.zone),
    )
