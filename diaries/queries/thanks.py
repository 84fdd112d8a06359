"""The page after sending: what to do now, who reads it, and one card of advice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from diaries.models import PainCheck
from diaries.promises import contact_promise
from diaries.queries.checks import answers_of, can_be_changed, dangers_of, is_severe
from diaries.queries.patients import Surroundings
from diaries.scales import Danger


@dataclass(frozen=True)
class ThanksPage:
    """`call_999` are the signs for which an ambulance is right; they stand first."""

    check_id: UUID
    is_correction: bool
    can_be_changed: bool
    said_danger: bool
    call_999: list[Danger]
    is_severe: bool
    contact: str


def thanks_page(check: PainCheck, around: Surroundings, now: datetime) -> ThanksPage:
    answers = answers_of(check)
    return ThanksPage(
        check_id=check.pk,
        is_correction=check.amends_id is not None,
        can_be_changed=can_be_changed(check),
        said_danger=bool(answers.danger),
        call_999=[danger for danger in dangers_of(answers) if danger.call_999],
        is_severe=is_severe(answers),
        contact=contact_promise(
            wish=check.wish,
            nurse=around.nurse,
            hours=around.hours,
            asked_at=check.received_at,
            now=now,
        ),
    )
