"""The page after sending: what to do now, who reads it, and one card of advice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from diaries.advice import Card, Urgency, card_for, in_danger
from diaries.models import PainCheck
from diaries.promises import contact_promise
from diaries.queries.checks import answers_of, can_be_changed
from diaries.queries.patients import Surroundings

# How the design system names the look of a card.
KINDS = {
    Urgency.EMERGENCY: "emergency",
    Urgency.URGENT: "urgent",
    Urgency.CALM: "non-urgent",
}
RING_NOW = "Ring now. Do not wait for us."
RING_IF_STILL_BAD = "If your pain is still this bad, ring"
RING_TODAY = "Ring today"


@dataclass(frozen=True)
class ThanksPage:
    """`ring` is the heading above the numbers where they stand before the thanks, or ''."""

    check_id: UUID
    is_correction: bool
    can_be_changed: bool
    card: Card
    card_kind: str
    is_emergency: bool
    ring: str
    contact: str


def thanks_page(check: PainCheck, around: Surroundings, now: datetime) -> ThanksPage:
    answers = answers_of(check)
    card = card_for(answers, early_painkillers=check.patient.early_painkillers)
    return ThanksPage(
        check_id=check.pk,
        is_correction=check.amends_id is not None,
        can_be_changed=can_be_changed(check),
        card=card,
        card_kind=KINDS[card.urgency],
        is_emergency=card.urgency is Urgency.EMERGENCY,
        ring=RING_NOW if in_danger(answers) else _ring(card),
        contact=contact_promise(
            wish=check.wish,
            nurse=around.nurse,
            hours=around.hours,
            asked_at=check.received_at,
            now=now,
        ),
    )


def _ring(card: Card) -> str:
    """What is no danger and yet cannot be left to a page that somebody reads tomorrow."""
    if card.urgency is Urgency.CALM:
        return ""
    return RING_IF_STILL_BAD if card.code == "SEVERE" else RING_TODAY
