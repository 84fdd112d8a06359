"""What the days of a diary bear out, in sentences; each says nothing where too little is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from diaries.drawings import Reading, worst_by_day
from diaries.fuller_choices import TRIED
from diaries.models import ExtraDose, Patient
from diaries.patterns import (
    Flares,
    Helped,
    Moment,
    Part,
    doses_in_words,
    flares_in_words,
    goal_in_words,
    harder_in_words,
    harder_part,
    weeks_in_words,
)
from diaries.queries.wider import FullerDay, fuller_days

# As the fuller check names the parts of the day.
PARTS = {part.name: part for part in Part}


@dataclass(frozen=True)
class LookingBack:
    """Sentences for beneath the line, '' each where there is nothing to say."""

    weeks: str
    at_goal: str
    harder: str
    flares: str
    doses_helped: str
    tried_helped: str


def looking_back(
    patient: Patient, readings: Sequence[Reading], goal: Decimal | None, start: date, end: date
) -> LookingBack:
    """`readings` are those of `start` to `end`. Two queries."""
    told = fuller_days(patient.pk, start, end)
    worst = worst_by_day(readings, start, end)
    return LookingBack(
        weeks=weeks_in_words(worst, end),
        at_goal=goal_in_words(worst, goal, end),
        harder=harder_in_words(harder_part(moments_of(readings))),
        flares=flares_in_words(_flares(told)),
        doses_helped=doses_in_words(_helped(patient, start, end)),
        tried_helped=_tried(told),
    )


def moments_of(readings: Iterable[Reading]) -> list[Moment]:
    """The scores for 'now' whose hour is known, and nothing else: safety rule S8."""
    return [
        Moment(reading.day, reading.hour, reading.now)
        for reading in readings
        if reading.hour is not None and reading.now is not None
    ]


def _flares(told: Iterable[FullerDay]) -> list[Flares]:
    return [
        Flares(one.day, tuple(PARTS[code] for code in one.answers.flare_times if code in PARTS))
        for one in told
    ]


def _tried(told: Iterable[FullerDay]) -> str:
    """'Rest (a little); Heat, such as a warm pad': what helped when she was asked last."""
    last = {code: how for one in told for code, how in one.answers.helped}
    said = {"YES": "{name}", "A_LITTLE": _("{name} (a little)")}
    return "; ".join(
        said[last[code]].format(name=name) for code, name in TRIED if last.get(code) in said
    )


def _helped(patient: Patient, start: date, end: date) -> Helped:
    doses = ExtraDose.objects.standing().filter(patient=patient, day__range=(start, end))
    said = Counter(doses.values_list("helped", flat=True))
    kinds = ExtraDose.Helped
    return Helped(a_lot=said[kinds.A_LOT], a_little=said[kinds.A_LITTLE], no=said[kinds.NO])
