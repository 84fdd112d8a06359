"""The page after sending: what to do now, who reads it, what the check says, and some advice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from diaries.advice import Card, Urgency, card_for, in_danger, more_cards
from diaries.drawings import worst_by_day
from diaries.feedback import WEEK_DAYS, feedback
from diaries.models import PainCheck, Patient, PatientSummary
from diaries.promises import contact_promise, wish_promised
from diaries.queries.checks import answers_of, can_be_changed
from diaries.queries.diary import readings_of
from diaries.queries.doses import doses_before
from diaries.queries.patients import Surroundings
from diaries.queries.wider import wider_of
from paincheck.speech import gettext, gettext_noop

# How the design system names the look of a card.
KINDS = {
    Urgency.EMERGENCY: "emergency",
    Urgency.URGENT: "urgent",
    Urgency.CALM: "non-urgent",
}
RING_NOW = gettext_noop("Ring now. Do not wait for us.")
RING_IF_STILL_BAD = gettext_noop("If your pain is still this bad, ring")
RING_TODAY = gettext_noop("Ring today")


@dataclass(frozen=True)
class ThanksPage:
    """`ring` is the heading above the numbers where they stand before the thanks, or ''.

    `feedback` holds the check against her own days, '' where too little is known or where what to
    do now is all that counts. `more` are calm cards for the foot of the page.
    """

    check_id: UUID
    is_correction: bool
    can_be_changed: bool
    card: Card
    card_kind: str
    is_emergency: bool
    is_danger: bool
    in_hospital: bool
    ring: str
    contact: str
    feedback: str
    more: list[Card]


def thanks_page(check: PainCheck, around: Surroundings, now: datetime) -> ThanksPage:
    answers = answers_of(check)
    wider = wider_of(check)
    card = card_for(
        answers,
        early_painkillers=check.patient.early_painkillers,
        doses_before=doses_before(check),
        may_be_toxic=wider.may_be_toxic,
    )
    return ThanksPage(
        check_id=check.pk,
        is_correction=check.amends_id is not None,
        can_be_changed=can_be_changed(check),
        card=card,
        card_kind=KINDS[card.urgency],
        is_emergency=card.urgency is Urgency.EMERGENCY,
        is_danger=in_danger(answers),
        in_hospital=check.patient.status == Patient.Status.IN_HOSPITAL,
        ring=gettext(RING_NOW if in_danger(answers) else _ring(card)),
        contact=contact_promise(
            wish=wish_promised(answers),
            nurse=around.nurse,
            hours=around.hours,
            asked_at=check.received_at,
            now=now,
        ),
        feedback="" if in_danger(answers) else feedback_on(check),
        more=more_cards(answers, card, wider),
    )


def feedback_on(check: PainCheck) -> str:
    """Against the worst of each of the seven days before its own, and her baseline. Two queries."""
    last = check.day - timedelta(days=1)
    first = check.day - timedelta(days=WEEK_DAYS)
    standing = PainCheck.objects.current().filter(patient=check.patient_id)
    week = standing.filter(day__range=(first, last))
    return feedback(
        check.worst,
        week=list(worst_by_day(readings_of(week, check.patient), first, last).values()),
        first=_baseline_before(check),
    )


def _baseline_before(check: PainCheck) -> Decimal | None:
    """None where this check is the baseline, or was filled in before it."""
    summary = PatientSummary.objects.select_related("baseline").get(patient=check.patient_id)
    baseline = summary.baseline
    if baseline is None or baseline.answered_at >= check.answered_at:
        return None
    return baseline.worst


def _ring(card: Card) -> str:
    """What is no danger and yet cannot be left to a page that somebody reads tomorrow."""
    if card.urgency is Urgency.CALM:
        return ""
    return RING_IF_STILL_BAD if card.code == "SEVERE" else RING_TODAY
