"""What the fuller checks of some days say beside the quick ones, also what was left midway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from diaries.advice import Wider
from diaries.fuller import FullerAnswers, signs_of_toxicity
from diaries.fuller_choices import EFFECT_NAMES, EFFECTS, HOW_BAD
from diaries.models import FullerCheck, PainCheck
from diaries.talking_points import SideEffect

RECENT_DAYS = 7  # as long as until the next one is offered
WEIGHT = {code: weight for weight, (code, _) in enumerate(HOW_BAD)}
SLOW_BOWELS_FROM = 3  # days
BOTHER = "A_BOTHER"


@dataclass(frozen=True)
class FullerDay:
    """One fuller check on her local day."""

    day: date
    answers: FullerAnswers


def fuller_days(patient_id: int, start: date, end: date) -> list[FullerDay]:
    """The fuller checks begun from `start` to `end`, the earliest first. One query."""
    rows = FullerCheck.objects.filter(patient=patient_id, day__range=(start, end))
    return [
        FullerDay(day, FullerAnswers.from_dict(answers))
        for day, answers in rows.order_by("begun_at").values_list("day", "answers")
    ]


def wider_of(check: PainCheck) -> Wider:
    """What the latest fuller check of the week up to this check adds to its advice. A sign of
    toxicity counts whichever of them named it. One query."""
    told = fuller_days(check.patient_id, check.day - timedelta(days=RECENT_DAYS), check.day)
    if not told:
        return Wider()
    last = told[-1].answers
    bowels = last.bowel_days is not None and last.bowel_days >= SLOW_BOWELS_FROM
    return Wider(
        may_be_toxic=any(signs_of_toxicity(one.answers) for one in told),
        constipated=bowels or last.constipation in ("MODERATE", "SEVERE"),
        worried_about_medicines="WORRIED" in last.why_not or bool({*last.worries} - {BOTHER}),
        feels_a_bother=BOTHER in last.worries,
        forgets_medicines="FORGOT" in last.why_not,
        flare_ups=last.flares,
        sleep=None if last.sleep is None else Decimal(last.sleep),
    )


def side_effects(told: Sequence[FullerDay]) -> list[SideEffect]:
    """Each that was not 'none' and not skipped."""
    names = dict(HOW_BAD)
    return [
        SideEffect(one.day, EFFECT_NAMES[name], str(names[how]).lower(), WEIGHT[how])
        for one in told
        for name in EFFECTS
        if WEIGHT.get(how := getattr(one.answers, name), 0)
    ]
