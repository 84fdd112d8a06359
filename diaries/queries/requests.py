"""'I would like a call': what can still be asked for, and what was asked for already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from diaries.models import Contact, ContactRequest, DangerSaid, PainCheck, Patient
from diaries.promises import contact_by, wish_promised
from diaries.queries.checks import answers_of
from diaries.queries.patients import Surroundings
from diaries.scales import WANTS_CONTACT, ContactWish
from paincheck.accounts.hours import in_words
from paincheck.speech import gettext

# A wish may have ended without a talk, by a nurse's reason. After so long it is not spoken of.
STANDS_FOR = timedelta(days=7)
DANGER_STANDS_FOR = timedelta(days=2)


@dataclass(frozen=True)
class CallPage:
    """`today_by` and `soon_by`: by when somebody should ring; `today_by` is empty where nobody can
    ring today any more (S5), both where the site has no hours. `asked`: since when she has asked.
    """

    today_by: str
    soon_by: str
    asked: str
    phone: str
    key: UUID


def call_page(patient: Patient, around: Surroundings, now: datetime) -> CallPage:
    before = asked_before(patient, now)
    today = around.promise.can_ring_today
    return CallPage(
        today_by=_by(ContactWish.TODAY, around, now) if today else "",
        soon_by=_by(ContactWish.PLEASE, around, now),
        asked="" if before is None else in_words(before, now, around.zone),
        phone=patient.phone,
        key=uuid4(),
    )


def open_call(patient: Patient, around: Surroundings, now: datetime) -> str:
    """What stands on the first page until somebody has talked with her: '' where nothing does."""
    asked = _wishes(patient, now)
    if not asked:
        return ""
    when = in_words(asked[0][0], now, around.zone)
    if around.hours is None:
        return gettext(
            "You asked for a call {when}. We cannot tell you when that will be.", when=when
        )
    by = min(contact_by(wish, around.hours, at) for at, wish in asked)
    if by <= now:
        return gettext(
            "You asked for a call {when}. If nobody has rung you yet, ring us.", when=when
        )
    return gettext(
        "You asked for a call {when}. {nurse} or another nurse in the team should ring you by "
        "{by}.",
        when=when,
        nurse=around.nurse,
        by=in_words(by, now, around.zone),
    )


def danger_untalked(patient: Patient, around: Surroundings, now: datetime) -> str:
    """A danger sign of the last two days about which nobody has talked with her yet, or ''."""
    since = _since(patient, now, DANGER_STANDS_FOR)
    said = [
        DangerSaid.objects.filter(patient=patient, said_at__gt=since).values_list("said_at"),
        PainCheck.objects.current()
        .filter(patient=patient, danger=True, received_at__gt=since)
        .order_by()
        .values_list("received_at"),
    ]
    last = max((at for (at,) in said[0].union(said[1], all=True)), default=None)
    if last is None:
        return ""
    when = in_words(last, now, around.zone)
    return gettext("You told us of a danger sign {when}.", when=when)


def asked_before(patient: Patient, at: datetime) -> datetime | None:
    """Since when she wants to be rung, asked for before `at` in any way; None where nothing
    stands: nobody has talked with her since (S10)."""
    return min((moment for moment, _ in _wishes(patient, at)), default=None)


def _wishes(patient: Patient, at: datetime) -> list[tuple[datetime, str]]:
    """When she asked and how soon, oldest first, since somebody last talked with her."""
    since = _since(patient, at, STANDS_FOR)
    asked = ContactRequest.objects.filter(patient=patient, asked_at__gt=since, asked_at__lt=at)
    checks = PainCheck.objects.current().filter(
        patient=patient, wish__in=WANTS_CONTACT, received_at__gt=since, received_at__lt=at
    )
    wishes: list[tuple[datetime, str]] = [
        (moment, ContactWish.TODAY if today else ContactWish.PLEASE)
        for moment, today in asked.values_list("asked_at", "today")
    ]
    wishes += [(check.received_at, wish_promised(answers_of(check))) for check in checks]
    return sorted(wishes)


def _since(patient: Patient, at: datetime, stands_for: timedelta) -> datetime:
    talks = Contact.objects.filter(
        patient=patient, outcome__in=Contact.REACHED, at__lt=at, voided_at=None
    )
    last = talks.order_by("-at").values_list("at", flat=True).first()
    return max(at - stands_for, last or at - stands_for)


def _by(wish: ContactWish, around: Surroundings, now: datetime) -> str:
    if around.hours is None:
        return ""
    return in_words(contact_by(wish, around.hours, now), now, around.zone)
