"""The latest fuller check of a patient, as a nurse reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe

from clinicians.wording import ago, moment
from diaries.bodymap import Side, drawing, names_of
from diaries.danger import DANGER
from diaries.fuller import FullerAnswers, Row, rows_of, signs_of_toxicity
from diaries.models import FullerCheck, Patient

# While she is filling it in, it is hers; the rules wait as long (safety rule S3).
LEFT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class FullerCard:
    """`finished`: it was sent. `danger`: the signs in it, which the rules were told of at once."""

    when: str
    age: str
    finished: bool
    danger: Sequence[str]
    marked: Sequence[str]
    front: SafeString
    back: SafeString
    rows: Sequence[Row]


def fuller_card(patient: Patient, now: datetime) -> FullerCard | None:
    """The latest that says anything, sent or left. One query."""
    told = Q(sent_at__isnull=False) | Q(left_at__isnull=False) | Q(saved_at__lte=now - LEFT_AFTER)
    found = FullerCheck.objects.filter(told, patient=patient).order_by("-begun_at")[:3]
    for check in found:
        answers = FullerAnswers.from_dict(check.answers)
        if not answers.is_empty():
            return _card(check, answers, patient.team.site.time_zone, now)
    return None


def _card(check: FullerCheck, answers: FullerAnswers, zone: str, now: datetime) -> FullerCard:
    at = check.sent_at or check.saved_at
    return FullerCard(
        when=moment(at, now, zone),
        age=ago(at, now),
        finished=check.sent_at is not None,
        danger=[DANGER[code].nurse for code in signs_of_toxicity(answers)],
        marked=names_of(answers.sites, answers.most),
        front=_drawn(Side.FRONT, answers),
        back=_drawn(Side.BACK, answers),
        rows=rows_of(answers, all_asked=False),
    )


def _drawn(side: Side, answers: FullerAnswers) -> SafeString:
    drawn = drawing(side, marked=answers.sites, most=answers.most)
    return mark_safe(drawn)  # noqa: S308  our own drawing, which escapes its words
