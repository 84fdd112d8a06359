"""What the days of a diary bear out, in sentences; each says nothing where too little is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from diaries.drawings import Reading, worst_by_day
from diaries.models import ExtraDose, Patient
from diaries.patterns import (
    Helped,
    Moment,
    doses_in_words,
    goal_in_words,
    harder_in_words,
    harder_part,
)


@dataclass(frozen=True)
class LookingBack:
    """Sentences for beneath the line, '' each where there is nothing to say."""

    at_goal: str
    harder: str
    doses_helped: str


def looking_back(
    patient: Patient, readings: Sequence[Reading], goal: Decimal | None, start: date, end: date
) -> LookingBack:
    """`readings` are those of `start` to `end`. One query."""
    return LookingBack(
        at_goal=goal_in_words(worst_by_day(readings, start, end), goal, end),
        harder=harder_in_words(harder_part(moments_of(readings))),
        doses_helped=doses_in_words(_helped(patient, start, end)),
    )


def moments_of(readings: Iterable[Reading]) -> list[Moment]:
    """The scores for 'now' whose hour is known, and nothing else: safety rule S8."""
    return [
        Moment(reading.day, reading.hour, reading.now)
        for reading in readings
        if reading.hour is not None and reading.now is not None
    ]


def _helped(patient: Patient, start: date, end: date) -> Helped:
    doses = ExtraDose.objects.standing().filter(patient=patient, day__range=(start, end))
    said = Counter(doses.values_list("helped", flat=True))
    kinds = ExtraDose.Helped
    return Helped(a_lot=said[kinds.A_LOT], a_little=said[kinds.A_LITTLE], no=said[kinds.NO])
