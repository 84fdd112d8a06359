"""The fuller checks of a patient, as a nurse reads them: the latest in full, and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe

from clinicians.queries.people import zone_of
from clinicians.wording import ago, day_in_words, moment
from diaries.bodymap import Side, drawing, names_of
from diaries.danger import DANGER
from diaries.fuller import FullerAnswers, Row, in_words, rows_of, signs_of_toxicity
from diaries.fuller_questions import STEPS
from diaries.models import FullerCheck, Patient

# While she is filling it in, it is hers; the rules wait as long (safety rule S3).
LEFT_AFTER = timedelta(minutes=15)
MOST_OVER_TIME, MOST_MAPS = 6, 4
# What stands in the table over time, in its order: interference, relief, bowels, side effects.
OVER_TIME = (
    "moving",
    "sleep",
    "mood",
    "relief",
    "regular",
    "flares",
    "flare_worst",
    "bowel_days",
    "constipation",
    "sickness",
    "drowsiness",
    "confusion",
    "jerking",
    "dry_mouth",
    "itching",
)
_QUESTION = {question.name: question for step in STEPS for question in step.questions}


@dataclass(frozen=True)
class FullerCard:
    """`finished`: it was sent. `danger`: the signs in it, which the rules were told of at once."""

    when: str
    age: str
    finished: bool
    danger: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class SiteMap:
    """Where it hurt on one day, drawn and in words; `new` and `gone` against the map before it."""

    on: str
    marked: Sequence[str]
    new: Sequence[str]
    gone: Sequence[str]
    front: SafeString
    back: SafeString


@dataclass(frozen=True)
class OverTime:
    """A table: its days, the oldest first, and of each question the answers in words, '–' where it
    was skipped. Questions that nobody answered in these days are left out."""

    days: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class FullerCourse:
    """`card`: the latest that says anything, sent or left."""

    card: FullerCard | None
    maps: Sequence[SiteMap]
    over_time: OverTime | None


def fuller_course(patient: Patient, now: datetime) -> FullerCourse:
    """The last ones, those that say nothing left out. One query."""
    told = Q(sent_at__isnull=False) | Q(left_at__isnull=False) | Q(saved_at__lte=now - LEFT_AFTER)
    found = FullerCheck.objects.filter(told, patient=patient).order_by("-begun_at")
    read = [(row, FullerAnswers.from_dict(row.answers)) for row in found[: 2 * MOST_OVER_TIME]]
    rows = [(row, answers) for row, answers in read if not answers.is_empty()][:MOST_OVER_TIME]
    if not rows:
        return FullerCourse(None, [], None)
    rows.reverse()
    zone = patient.team.site.time_zone
    return FullerCourse(
        card=_card(*rows[-1], zone, now),
        maps=_maps(rows, patient, now),
        over_time=_over_time(rows, patient, now),
    )


def _card(check: FullerCheck, answers: FullerAnswers, zone: str, now: datetime) -> FullerCard:
    at = check.sent_at or check.saved_at
    return FullerCard(
        when=moment(at, now, zone),
        age=ago(at, now),
        finished=check.sent_at is not None,
        danger=[DANGER[code].nurse for code in signs_of_toxicity(answers)],
        rows=rows_of(answers, all_asked=False),
    )


def _maps(
    rows: Sequence[tuple[FullerCheck, FullerAnswers]], patient: Patient, now: datetime
) -> list[SiteMap]:
    """The last that have a place marked, the oldest first, side by side."""
    today = now.astimezone(zone_of(patient)).date()
    marked = [(check, answers) for check, answers in rows if answers.sites]
    maps = []
    before: FullerAnswers | None = None
    for check, answers in marked:
        was, is_ = set(before.sites if before else answers.sites), set(answers.sites)
        maps.append(
            SiteMap(
                on=day_in_words(check.day, today),
                marked=names_of(answers.sites, answers.most),
                new=names_of(is_ - was),
                gone=names_of(was - is_),
                front=_drawn(Side.FRONT, answers),
                back=_drawn(Side.BACK, answers),
            )
        )
        before = answers
    return maps[-MOST_MAPS:]


def _over_time(
    rows: Sequence[tuple[FullerCheck, FullerAnswers]], patient: Patient, now: datetime
) -> OverTime:
    today = now.astimezone(zone_of(patient)).date()
    told = []
    for name in OVER_TIME:
        said = [in_words(_QUESTION[name], answers) for _, answers in rows]
        if any(said):
            told.append((_QUESTION[name].in_short, [words or "–" for words in said]))
    return OverTime(days=[day_in_words(check.day, today) for check, _ in rows], rows=told)


def _drawn(side: Side, answers: FullerAnswers) -> SafeString:
    drawn = drawing(side, marked=answers.sites, most=answers.most)
    return mark_safe(drawn)  # noqa: S308  our own drawing, which escapes its words
