"""'I would like a call': what can still be asked for, and what was asked for already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from diaries.models import Contact, ContactRequest, PainCheck, Patient
from diaries.promises import contact_by
from diaries.queries.patients import Surroundings
from diaries.scales import WANTS_CONTACT, ContactWish
from paincheck.accounts.hours import in_words

# A wish may have ended without a talk, by a nurse's reason. After so long it is not spoken of.
STANDS_FOR = timedelta(days=7)


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


def asked_before(patient: Patient, at: datetime) -> datetime | None:
    """Since when she wants to be rung, asked for before `at` in any way; None where nothing
    stands: nobody has talked with her since (S10)."""
    since = at - STANDS_FOR
    talks = Contact.objects.filter(patient=patient, outcome__in=Contact.REACHED, at__lt=at)
    last = talks.order_by("-at").values_list("at", flat=True).first()
    since = max(since, last or since)
    asked = ContactRequest.objects.filter(patient=patient, asked_at__gt=since, asked_at__lt=at)
    checks = PainCheck.objects.current().filter(
        patient=patient, wish__in=WANTS_CONTACT, received_at__gt=since, received_at__lt=at
    )
    first = [
        asked.order_by("asked_at").values_list("asked_at", flat=True).first(),
        checks.order_by("received_at").values_list("received_at", flat=True).first(),
    ]
    return min((moment for moment in first if moment is not None), default=None)


def _by(wish: ContactWish, around: Surroundings, now: datetime) -> str:
    if around.hours is None:
        return ""
    return in_words(contact_by(wish, around.hours, now), now, around.zone)
