"""The fuller check as its pages show it: what is offered, one page, the answers looked over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from diaries.bodymap import Side, drawing, names_of
from diaries.fuller import (
    DRAFT_LASTS,
    FullerAnswers,
    Row,
    is_offered,
    rows_of,
    signs_of_toxicity,
    step_after,
    step_before,
)
from diaries.fuller_questions import PARTS, STEP, Step
from diaries.models import FullerCheck, PainCheck, Patient
from diaries.queries.checks import answers_of as answers_of_check
from diaries.queries.checks import own_check
from diaries.queries.patients import Surroundings
from diaries.scales import Band, band
from paincheck.accounts.hours import in_words

__all__ = ["FullerCheck", "Step"]


class Offer(StrEnum):
    """How a page speaks of the fuller check: a card, a card to go on with it, or a small link."""

    CARD = "CARD"
    GO_ON = "GO_ON"
    LINK = "LINK"


@dataclass(frozen=True)
class BeginPage:
    """`begun` says when one was begun that waits, or ''."""

    key: UUID
    begun: str
    beside: UUID | None


@dataclass(frozen=True)
class StepPage:
    """One page of questions. `danger`: what was answered so far needs a call now (S3)."""

    step: Step
    key: UUID
    answers: FullerAnswers
    progress: str
    back: Step | None
    danger: bool
    front: SafeString
    rear: SafeString
    marked: Sequence[str]


@dataclass(frozen=True)
class LookOver:
    """All answers, before and after sending. `said_nothing`: there is nothing to send."""

    key: UUID
    rows: Sequence[Row]
    skipped: Sequence[Row]
    danger: bool
    severe: bool
    said_nothing: bool
    front: SafeString
    rear: SafeString
    marked: Sequence[str]
    last: Step | None


def draft_of(patient: Patient, now: datetime) -> FullerCheck | None:
    """What was begun and neither sent nor left, if it was kept in the last 24 hours."""
    mine = FullerCheck.objects.filter(patient=patient, saved_at__gt=now - DRAFT_LASTS)
    return mine.filter(sent_at__isnull=True, left_at__isnull=True).first()


def one_of(patient: Patient, check_id: UUID) -> FullerCheck | None:
    """A fuller check of this diary that was sent; another patient's is none at all."""
    sent = FullerCheck.objects.filter(patient=patient, pk=check_id, sent_at__isnull=False)
    return sent.first()


def open_with(patient: Patient, key: UUID) -> FullerCheck | None:
    """The one that a page is about, while it takes answers, however long the page stood open."""
    mine = FullerCheck.objects.filter(patient=patient, key=key)
    return mine.filter(sent_at__isnull=True, left_at__isnull=True).first()


def any_with(patient: Patient, key: UUID) -> FullerCheck | None:
    """The one that a page is about, sent and left ones among them."""
    return FullerCheck.objects.filter(patient=patient, key=key).first()


def sent_with(patient: Patient, key: UUID) -> FullerCheck | None:
    mine = FullerCheck.objects.filter(patient=patient, key=key)
    return mine.filter(sent_at__isnull=False).first()


def answers_of(check: FullerCheck) -> FullerAnswers:
    return FullerAnswers.from_dict(check.answers)


def where_to_go_on(check: FullerCheck) -> Step | None:
    """The page after the last one that was answered; None: all were."""
    answers = answers_of(check)
    return step_after(answers.reached, answers)


def offer_beside(check: PainCheck, now: datetime) -> Offer:
    """After a check (S1): at most weekly, and in severe pain or danger a small link alone."""
    patient = check.patient
    if draft_of(patient, now) is not None:
        return Offer.GO_ON
    last = FullerCheck.objects.filter(patient=patient).aggregate(
        begun=Max("begun_at"), sent=Max("sent_at")
    )
    told = answers_of_check(check)
    offered = is_offered(
        last=max((at for at in last.values() if at), default=None),
        now=now,
        in_danger=bool(told.danger),
        is_severe=Band.SEVERE in {band(score) for score in (told.worst, told.now)},
    )
    return Offer.CARD if offered else Offer.LINK


def begin_page(
    patient: Patient, beside: UUID | None, around: Surroundings, now: datetime
) -> BeginPage:
    draft = draft_of(patient, now)
    check = None if beside is None else own_check(patient, beside)
    return BeginPage(
        key=uuid4(),
        begun="" if draft is None else in_words(draft.begun_at, now, around.zone),
        beside=None if check is None else check.pk,
    )


def begun_words(patient: Patient, around: Surroundings, now: datetime) -> str:
    """For the first page: when a fuller check was begun that waits, or ''."""
    draft = draft_of(patient, now)
    return "" if draft is None else in_words(draft.begun_at, now, around.zone)


def step_page(check: FullerCheck, step: Step) -> StepPage:
    answers = answers_of(check)
    drawn = step.name == "where"
    return StepPage(
        step=step,
        key=check.key,
        answers=answers,
        progress=gettext("Part %(part)s of %(parts)s") % {"part": step.part, "parts": PARTS},
        back=step_before(step.name, answers),
        danger=bool(signs_of_toxicity(answers)),
        front=_drawn(Side.FRONT, answers, to_press=True) if drawn else SafeString(),
        rear=_drawn(Side.BACK, answers, to_press=True) if drawn else SafeString(),
        marked=names_of(answers.sites),
    )


def look_over(check: FullerCheck) -> LookOver:
    answers = answers_of(check)
    said = rows_of(answers, all_asked=False)
    worst = None if answers.flare_today != "TODAY" else answers.flare_worst
    return LookOver(
        key=check.key,
        rows=said,
        skipped=[row for row in rows_of(answers) if row not in said],
        danger=bool(signs_of_toxicity(answers)),
        severe=band(worst) is Band.SEVERE,  # type: ignore[arg-type]  # an int compares as well
        said_nothing=answers.is_empty(),
        front=_drawn(Side.FRONT, answers),
        rear=_drawn(Side.BACK, answers),
        marked=names_of(answers.sites, answers.most),
        last=STEP.get(answers.reached),
    )


def _drawn(side: Side, answers: FullerAnswers, *, to_press: bool = False) -> SafeString:
    drawn = drawing(side, marked=answers.sites, most=answers.most, to_press=to_press)
    return mark_safe(drawn)  # noqa: S308  our own drawing, which escapes its words
